<?php

/**
 * @file
 * Tells users something, as code of a site does.
 */

declare(strict_types=1);

use Drupal\nodejs_notify\Notice;
use Drupal\nodejs_notify\Notifier;
use Drupal\nodejs_notify\Severity;
use Symfony\Component\HttpFoundation\Response;

return static function (array $uids, string|array $subjects, string $body = '', string $severity = 'status', ?string $link = NULL): int {
  $told = 0;
  foreach ((array) $subjects as $subject) {
    $told += \Drupal::service(Notifier::class)->tell($uids, new Notice($subject, $body, Severity::from($severity), link: $link));
  }
  // What the end of a request does.
  \Drupal::service('kernel')->terminate(\Drupal::request(), new Response());
  return $told;
};
