<?php

declare(strict_types=1);

namespace Drupal\chatroom\Plugin\migrate\destination;

use Drupal\chatroom\GroupRooms;
use Drupal\chatroom\Import;
use Drupal\chatroom\KnownAccounts;
use Drupal\chatroom\Lines;
use Drupal\chatroom\Members;
use Drupal\chatroom\NodeRepository;
use Drupal\chatroom\Role;
use Drupal\chatroom\Room;
use Drupal\chatroom\Rooms;
use Drupal\Core\Plugin\ContainerFactoryPluginInterface;
use Drupal\migrate\Attribute\MigrateDestination;
use Drupal\migrate\MigrateException;
use Drupal\migrate\Plugin\migrate\destination\DestinationBase;
use Drupal\migrate\Plugin\MigrateIdMapInterface;
use Drupal\migrate\Plugin\MigrationInterface;
use Drupal\migrate\Row;
use Drupal\nodejs\Plugin\AutowiredPlugin;

/**
 * Lines: of a room by name, of the room of a group, or of the direct talk of two.
 */
#[MigrateDestination('chatroom_line')]
final class ChatroomLine extends DestinationBase implements ContainerFactoryPluginInterface {

  use AutowiredPlugin;

  /**
   * How rooms of groups are called.
   */
  private const OF_GROUP = 'group-node-';

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
   * @param \Drupal\chatroom\Import $import
   *   Takes lines in.
   * @param \Drupal\chatroom\Lines $lines
   *   All there are.
   * @param \Drupal\chatroom\KnownAccounts $accounts
   *   Whose they can be.
   * @param \Drupal\chatroom\Rooms $rooms
   *   The rooms.
   * @param \Drupal\chatroom\Members $members
   *   Who is in them by name.
   * @param \Drupal\chatroom\GroupRooms $groupRooms
   *   Those of groups.
   * @param \Drupal\chatroom\NodeRepository $nodes
   *   The groups.
   */
  public function __construct(
    array $configuration,
    $plugin_id,
    $plugin_definition,
    MigrationInterface $migration,
    private readonly Import $import,
    private readonly Lines $lines,
    private readonly KnownAccounts $accounts,
    private readonly Rooms $rooms,
    private readonly Members $members,
    private readonly GroupRooms $groupRooms,
    private readonly NodeRepository $nodes,
  ) {
    parent::__construct($configuration, $plugin_id, $plugin_definition, $migration);
  }

  /**
   * {@inheritdoc}
   */
  public function import(Row $row, array $old_destination_id_values = []): array {
    $mid = $this->import->line(
      $this->room($row),
      (string) $row->getDestinationProperty('key'),
      (int) $row->getDestinationProperty('uid'),
      (string) $row->getDestinationProperty('name'),
      (string) $row->getDestinationProperty('text'),
      (int) $row->getDestinationProperty('created'),
    );
    return [$mid];
  }

  /**
   * {@inheritdoc}
   */
  public function rollback(array $destination_identifier): void {
    $room = $this->import->remove((int) reset($destination_identifier));
    if ($room !== NULL && $this->isMadeForLines($room) && $this->lines->newest($room, limit: 1) === []) {
      $this->rooms->delete($room);
    }
  }

  /**
   * {@inheritdoc}
   */
  public function getIds(): array {
    return ['mid' => ['type' => 'integer', 'size' => 'big']];
  }

  /**
   * {@inheritdoc}
   */
  public function fields(): array {
    return [
      'room' => 'The room by name',
      'group' => 'Or: the group, a node',
      'group_title' => 'What that was called',
      'between' => 'Or: two accounts',
      'key' => 'What tells the line apart',
      'uid' => 'Its author',
      'name' => 'The author’s name',
      'text' => 'What it says, plain',
      'created' => 'Milliseconds since 1970',
    ];
  }

  /**
   * Where the line belongs.
   */
  private function room(Row $row): Room {
    $between = array_map(intval(...), (array) $row->getDestinationProperty('between'));
    if ($between !== []) {
      return $this->talk($between);
    }
    $group = (int) $row->getDestinationProperty('group');
    if ($group > 0) {
      return $this->ofGroup($group, (string) $row->getDestinationProperty('group_title'));
    }
    $name = (string) $row->getDestinationProperty('room');
    return $this->rooms->load($name) ?? throw self::leaveOut('Its chat is no room here.');
  }

  /**
   * What has no place here is no failure of the migration; its messages name it.
   */
  private static function leaveOut(string $reason): MigrateException {
    return new MigrateException($reason, level: MigrationInterface::MESSAGE_NOTICE, status: MigrateIdMapInterface::STATUS_IGNORED);
  }

  /**
   * Whether no other migration and no group brought the room.
   */
  private function isMadeForLines(Room $room): bool {
    return $room->kind === 'direct' || ($room->kind === 'site' && str_starts_with($room->name, self::OF_GROUP));
  }

  /**
   * The room of a group that came along; else one into which nobody comes until somebody says who.
   */
  private function ofGroup(int $nid, string $title): Room {
    $node = $this->nodes->load($nid);
    return ($node === NULL ? NULL : $this->groupRooms->roomOf($node))
      ?? $this->rooms->create(self::OF_GROUP . $nid, $title === '' ? 'Group ' . $nid : $title);
  }

  /**
   * The direct talk of two, named as the push server names it.
   *
   * @param list<int> $uids
   *   The two.
   */
  private function talk(array $uids): Room {
    foreach ($uids as $uid) {
      if (!$this->accounts->has($uid)) {
        throw self::leaveOut(sprintf('%d has no account here, so nobody may read what was between %s.', $uid, implode(' and ', $uids)));
      }
    }
    sort($uids);
    $name = 'd-' . substr(hash('sha256', implode(' ', $uids)), 0, 40);
    $room = $this->rooms->load($name);
    if ($room === NULL) {
      $room = $this->rooms->create($name, '', 'direct');
      foreach ($uids as $uid) {
        $this->members->set($room, $uid, Role::Member);
      }
    }
    return $room;
  }

}
