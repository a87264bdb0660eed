<?php

/**
 * @file
 * Pushes a list item, for which pages need a library, to an audience.
 */

declare(strict_types=1);

use Drupal\Core\Ajax\AppendCommand;
use Drupal\Core\Ajax\MessageCommand;
use Drupal\nodejs_ajax\AjaxPusher;
use Symfony\Component\HttpFoundation\Response;

return static function (string $audience, ?string $id, string $text, ?string $library = NULL): bool {
  $content = [
    '#type' => 'html_tag',
    '#tag' => 'p',
    '#attributes' => ['class' => ['pushed']],
    '#value' => $text,
    '#attached' => $library === NULL ? [] : ['library' => [$library], 'drupalSettings' => ['pushed' => ['by' => $text]]],
  ];
  $commands = [new AppendCommand('main', $content), new MessageCommand($text)];
  $pusher = \Drupal::service(AjaxPusher::class);
  match ($audience) {
    'user' => $pusher->toUser((string) $id, ...$commands),
    'role' => $pusher->toRole((string) $id, ...$commands),
    'everybody' => $pusher->toEverybody(...$commands),
  };
  // What the end of a request does.
  \Drupal::service('kernel')->terminate(\Drupal::request(), new Response());
  return TRUE;
};
