<?php

declare(strict_types=1);

namespace Drupal\nodejs_actions\Plugin\Derivative;

use Drupal\Component\Plugin\Derivative\DeriverBase;
use Drupal\Core\Entity\ContentEntityTypeInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Plugin\Discovery\ContainerDeriverInterface;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Symfony\Component\DependencyInjection\ContainerInterface;

/**
 * Makes an action about nothing, and one about each kind of content.
 *
 * Lists of operations offer the actions of their own kind only.
 */
final class ActionTypes extends DeriverBase implements ContainerDeriverInterface {

  use StringTranslationTrait;

  /**
   * What core calls actions that are run on nothing.
   */
  public const NOTHING = 'system';

  public function __construct(
    private readonly EntityTypeManagerInterface $entityTypeManager,
  ) {}

  /**
   * {@inheritdoc}
   */
  public static function create(ContainerInterface $container, $base_plugin_id): static {
    return new static($container->get('entity_type.manager'));
  }

  /**
   * {@inheritdoc}
   */
  public function getDerivativeDefinitions($base_plugin_definition): array {
    $this->derivatives = [self::NOTHING => ['type' => self::NOTHING] + $base_plugin_definition];
    foreach ($this->entityTypeManager->getDefinitions() as $id => $type) {
      if ($type instanceof ContentEntityTypeInterface && !$type->isInternal()) {
        $this->derivatives[$id] = [
          'type' => $id,
          'label' => $this->t('@action, about: @type', ['@action' => $base_plugin_definition['label'], '@type' => $type->getSingularLabel()]),
        ] + $base_plugin_definition;
      }
    }
    return $this->derivatives;
  }

}
