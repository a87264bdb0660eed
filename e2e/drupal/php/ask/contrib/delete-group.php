<?php

/**
 * @file
 * Deletes a group of the module Group.
 */

declare(strict_types=1);

use Drupal\group\Entity\Group;
use Symfony\Component\HttpFoundation\Response;

return static function (string $gid): bool {
  Group::load($gid)->delete();
  // What the end of a request does.
  \Drupal::service('kernel')->terminate(\Drupal::request(), new Response());
  return TRUE;
};
