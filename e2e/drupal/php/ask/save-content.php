<?php

/**
 * @file
 * Creates, changes or deletes content, as a request would: with its end.
 */

declare(strict_types=1);

use Symfony\Component\HttpFoundation\Response;

return static function (string $type, ?string $id, ?array $values): string {
  $storage = \Drupal::entityTypeManager()->getStorage($type);
  $entity = $id === NULL ? $storage->create($values) : $storage->load($id);
  if ($values === NULL) {
    $entity->delete();
  }
  else {
    foreach ($values as $name => $value) {
      $entity->set($name, $value);
    }
    $entity->save();
  }
  \Drupal::service('kernel')->terminate(\Drupal::request(), new Response());
  return (string) $entity->id();
};
