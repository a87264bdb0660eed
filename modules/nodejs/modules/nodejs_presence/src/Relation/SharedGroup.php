<?php

declare(strict_types=1);

namespace Drupal\nodejs_presence\Relation;

use Drupal\Core\Extension\ModuleHandlerInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\StringTranslation\TranslatableMarkup;

/**
 * Those see each other who are members of the same group.
 *
 * Groups of the module Group 3.3.
 */
final class SharedGroup implements PresenceRelation {

  private const MEMBERSHIP = '\Drupal\group\Entity\GroupMembership';

  public function __construct(private readonly ModuleHandlerInterface $modules) {}

  /**
   * {@inheritdoc}
   */
  public function id(): string {
    return 'group';
  }

  /**
   * {@inheritdoc}
   */
  public function label(): TranslatableMarkup {
    return new TranslatableMarkup('Who is in a group with them (needs the module Group)');
  }

  /**
   * {@inheritdoc}
   */
  public function isAvailable(): bool {
    return $this->modules->moduleExists('group') && method_exists(self::MEMBERSHIP, 'loadByUser');
  }

  /**
   * {@inheritdoc}
   */
  public function observers(AccountInterface $account, array $others): array {
    if (!$this->isAvailable()) {
      return [];
    }
    $groups = $this->groups($account);
    return array_values(array_filter($others, fn (AccountInterface $other): bool => array_intersect($groups, $this->groups($other)) !== []));
  }

  /**
   * The groups of an account.
   *
   * @return list<string>
   *   Their ids.
   */
  private function groups(AccountInterface $account): array {
    $load = [self::MEMBERSHIP, 'loadByUser'];
    return is_callable($load) ? array_values(array_map(static fn (object $membership): string => (string) $membership->getGroupId(), $load($account))) : [];
  }

}
