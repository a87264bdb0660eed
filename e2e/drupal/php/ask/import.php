<?php

/**
 * @file
 * Creates articles one after the other, as a command does that takes its time.
 */

declare(strict_types=1);

use Drupal\node\Entity\Node;
use Symfony\Component\HttpFoundation\Response;

return static function (string $title, int $count, float $seconds): bool {
  for ($number = 1; $number <= $count; $number++) {
    Node::create(['type' => 'e2e_article', 'title' => "$title $number", 'status' => 1])->save();
    usleep((int) ($seconds * 1000000));
  }
  \Drupal::service('kernel')->terminate(\Drupal::request(), new Response());
  return TRUE;
};
