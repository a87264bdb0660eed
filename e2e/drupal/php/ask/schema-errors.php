<?php

/**
 * @file
 * Which configuration of a module doesn't fit its schema, or isn't valid?
 */

declare(strict_types=1);

use Drupal\Core\Config\Schema\SchemaCheckTrait;

return static function (string $module): array {
  $checker = new class () {

    use SchemaCheckTrait {
      checkConfigSchema as public;
    }

  };
  $typed_config = \Drupal::service('config.typed');
  $answer = ['objects' => [], 'errors' => []];
  foreach (\Drupal::configFactory()->listAll($module . '.') as $name) {
    $answer['objects'][] = $name;
    $result = $checker->checkConfigSchema($typed_config, $name, \Drupal::config($name)->getRawData());
    if ($result === FALSE) {
      $answer['errors'][] = $name . ' has no schema';
      continue;
    }
    foreach (is_array($result) ? $result : [] as $key => $error) {
      $answer['errors'][] = $key . ': ' . $error;
    }
    foreach ($typed_config->get($name)->validate() as $violation) {
      $answer['errors'][] = $name . ':' . $violation->getPropertyPath() . ': ' . $violation->getMessage();
    }
  }
  return $answer;
};
