<?php

declare(strict_types=1);

namespace Drupal\chatroom\Plugin\migrate\destination;

use Drupal\chatroom\Grants;
use Drupal\chatroom\KnownAccounts;
use Drupal\chatroom\Members;
use Drupal\chatroom\Role;
use Drupal\chatroom\Rooms;
use Drupal\chatroom\Sanctions;
use Drupal\Core\Plugin\ContainerFactoryPluginInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\migrate\Attribute\MigrateDestination;
use Drupal\migrate\Plugin\migrate\destination\DestinationBase;
use Drupal\migrate\Plugin\MigrationInterface;
use Drupal\migrate\Row;
use Drupal\nodejs\Plugin\AutowiredPlugin;

/**
 * Rooms with their members and bans.
 */
#[MigrateDestination('chatroom_room')]
final class ChatroomRoom extends DestinationBase implements ContainerFactoryPluginInterface {

  use AutowiredPlugin;

  /**
   * {@inheritdoc}
   */
  protected $supportsRollback = TRUE;

  /**
   * Wires it.
   *
   * @param array<string, mixed> $configuration
   *   The plugin's configuration.
   * @param string $plugin_id
   *   The plugin.
   * @param mixed $plugin_definition
   *   Its definition.
   * @param \Drupal\migrate\Plugin\MigrationInterface $migration
   *   The migration.
   * @param \Drupal\chatroom\Rooms $rooms
   *   The rooms.
   * @param \Drupal\chatroom\Members $members
   *   Who is in them by name.
   * @param \Drupal\chatroom\Grants $grants
   *   Who is in them by role.
   * @param \Drupal\chatroom\Sanctions $sanctions
   *   Who is held back.
   * @param \Drupal\chatroom\KnownAccounts $accounts
   *   Who can be in them, or be held back.
   */
  public function __construct(
    array $configuration,
    $plugin_id,
    $plugin_definition,
    MigrationInterface $migration,
    private readonly Rooms $rooms,
    private readonly Members $members,
    private readonly Grants $grants,
    private readonly Sanctions $sanctions,
    private readonly KnownAccounts $accounts,
  ) {
    parent::__construct($configuration, $plugin_id, $plugin_definition, $migration);
  }

  /**
   * {@inheritdoc}
   */
  public function import(Row $row, array $old_destination_id_values = []): array {
    $kind = (string) $row->getDestinationProperty('kind');
    $name = (string) $row->getDestinationProperty('name');
    $isNew = $this->rooms->load($name) === NULL;
    $room = $this->rooms->create($name, (string) $row->getDestinationProperty('title'), $kind);
    $this->rooms->settle($room, ['status' => (string) $row->getDestinationProperty('status')]);
    if ($isNew) {
      foreach ((array) $row->getDestinationProperty('members') as $uid => $role) {
        if ($this->accounts->has((int) $uid)) {
          $this->members->set($room, (int) $uid, Role::from($role));
        }
      }
      foreach ((array) $row->getDestinationProperty('bans') as $ban) {
        if ($this->accounts->has((int) $ban['uid'])) {
          $by = (int) $ban['admin_uid'];
          $this->sanctions->impose($room, (int) $ban['uid'], 'ban', 0, '', $this->accounts->has($by) ? $by : 0);
        }
      }
      if ($kind === 'site') {
        $this->grants->replace($room, [AccountInterface::AUTHENTICATED_ROLE => Role::Member]);
      }
    }
    return [$room->name];
  }

  /**
   * {@inheritdoc}
   */
  public function rollback(array $destination_identifier): void {
    $room = $this->rooms->load((string) reset($destination_identifier));
    if ($room !== NULL) {
      $this->rooms->delete($room);
    }
  }

  /**
   * {@inheritdoc}
   */
  public function getIds(): array {
    return ['name' => ['type' => 'string']];
  }

  /**
   * {@inheritdoc}
   */
  public function fields(): array {
    return [
      'name' => 'What stands after "chat:" in its channel',
      'title' => 'What it is called',
      'kind' => 'site, private or group',
      'status' => 'open, readonly or archived',
      'members' => 'Roles by account',
      'bans' => 'Rows of uid and admin_uid',
    ];
  }

}
