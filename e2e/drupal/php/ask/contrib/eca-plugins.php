<?php

/**
 * @file
 * What ECA offers to those who make models: events and actions of ours, each with the fields of its form.
 */

declare(strict_types=1);

use Drupal\Core\Form\FormState;
use Drupal\Core\Plugin\PluginFormInterface;
use Drupal\Core\Render\Element;

return static function (): array {
  $found = [];
  $events = \Drupal::service('plugin.manager.eca.event');
  $offered = [
    'event' => array_map($events->createInstance(...), array_keys($events->getDefinitions())),
    'action' => \Drupal::service('eca.service.action')->actions(),
  ];
  foreach ($offered as $kind => $plugins) {
    foreach ($plugins as $plugin) {
      if (preg_match('/^(nodejs|chatroom)/', $plugin->getPluginId())) {
        $form = $plugin instanceof PluginFormInterface ? $plugin->buildConfigurationForm([], new FormState()) : [];
        $found[$kind][$plugin->getPluginId()] = Element::children($form);
      }
    }
  }
  return $found;
};
