<?php

declare(strict_types=1);

namespace Drupal\nodejs_presence;

use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\nodejs_presence\Relation\PresenceRelation;

/**
 * The ways to say who can see whom, of which a site uses one.
 */
final class Relations {

  /**
   * All of them, by id.
   *
   * @var array<string, \Drupal\nodejs_presence\Relation\PresenceRelation>
   */
  private array $relations = [];

  public function __construct(
    private readonly ConfigFactoryInterface $configFactory,
  ) {}

  /**
   * Takes one in.
   */
  public function add(PresenceRelation $relation): void {
    $this->relations[$relation->id()] = $relation;
  }

  /**
   * All of them.
   *
   * @return array<string, \Drupal\nodejs_presence\Relation\PresenceRelation>
   *   Relations by id.
   */
  public function all(): array {
    return $this->relations;
  }

  /**
   * The one that the settings name; NULL: nobody sees anybody.
   */
  public function chosen(): ?PresenceRelation {
    $relation = $this->relations[(string) $this->configFactory->get('nodejs_presence.settings')->get('relation')] ?? NULL;
    return $relation?->isAvailable() === TRUE ? $relation : NULL;
  }

}
