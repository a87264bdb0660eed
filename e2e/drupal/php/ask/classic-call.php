<?php

/**
 * @file
 * Calls a classic function as a page does, whose messages leave at its end.
 */

declare(strict_types=1);

use Symfony\Component\HttpFoundation\Response;

return static function (string $function, mixed ...$arguments): mixed {
  // The first argument that is a message is an object, and so is its data.
  $arguments = array_map(static fn (mixed $it): mixed => is_array($it) && !array_is_list($it) ? json_decode((string) json_encode($it)) : $it, $arguments);
  $answer = $function(...$arguments);
  \Drupal::service('kernel')->terminate(\Drupal::request(), new Response());
  return $answer;
};
