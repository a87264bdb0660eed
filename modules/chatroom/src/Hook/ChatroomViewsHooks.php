<?php

declare(strict_types=1);

namespace Drupal\chatroom\Hook;

use Drupal\chatroom\RoomAccess;
use Drupal\Core\Database\Query\AlterableInterface;
use Drupal\Core\Database\Query\SelectInterface;
use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\Session\AccountProxyInterface;
use Drupal\Core\StringTranslation\StringTranslationTrait;

/**
 * Lists of lines, rooms and members, by Views.
 */
final class ChatroomViewsHooks {

  use StringTranslationTrait;

  /**
   * The tables that lists may be made of, and the column of each by which its rows are told apart.
   */
  private const TABLES = ['chatroom_message' => 'mid', 'chatroom_room' => 'rid', 'chatroom_member' => 'uid'];

  public function __construct(
    private readonly RoomAccess $access,
    private readonly AccountProxyInterface $account,
  ) {}

  /**
   * Implements hook_views_data().
   *
   * @return array<string, mixed>
   *   The tables for Views.
   */
  #[Hook('views_data')]
  public function viewsData(): array {
    $labels = [
      'chatroom_message' => $this->t('Chat message'),
      'chatroom_room' => $this->t('Chat room'),
      'chatroom_member' => $this->t('Chat room member'),
    ];
    $schema = json_decode((string) file_get_contents(__DIR__ . '/../../schema.json'), TRUE, 16, JSON_THROW_ON_ERROR);
    $data = [];
    foreach (self::TABLES as $table => $key) {
      $data[$table]['table'] = [
        'group' => $labels[$table],
        'base' => [
          'field' => $key,
          'title' => $labels[$table],
          'help' => $schema[$table]['description'],
          'query_id' => 'chatroom',
          // Whoever builds the list: each reader finds only what is said in rooms of theirs.
          'access query tag' => 'chatroom_access',
        ],
      ];
      foreach ($schema[$table]['fields'] as $name => $field) {
        $data[$table][$name] = ['title' => ucfirst(strtr($name, '_', ' ')), 'help' => $field['description']] + $this->handlers($name, $field);
      }
      $data[$table]['rid']['relationship'] = ['id' => 'standard', 'base' => 'chatroom_room', 'base field' => 'rid', 'label' => $this->t('Room')];
      if (isset($data[$table]['uid'])) {
        $data[$table]['uid']['relationship'] = ['id' => 'standard', 'base' => 'users_field_data', 'base field' => 'uid', 'label' => $this->t('Account')];
      }
    }
    return $data;
  }

  /**
   * Implements hook_query_TAG_alter() for chatroom_access.
   */
  #[Hook('query_chatroom_access_alter')]
  public function queryAlter(AlterableInterface $query): void {
    if (!$query instanceof SelectInterface || $this->account->hasPermission('administer chatroom')) {
      return;
    }
    $rids = array_keys($this->access->roles($this->account));
    foreach ($query->getTables() as $alias => $table) {
      if (is_string($table['table']) && isset(self::TABLES[$table['table']])) {
        $query->condition($alias . '.rid', $rids === [] ? [0] : $rids, 'IN');
      }
    }
  }

  /**
   * How Views handles a column.
   *
   * @param string $name
   *   The column.
   * @param array<string, mixed> $field
   *   Its description.
   *
   * @return array<string, mixed>
   *   Ids of plugins.
   */
  private function handlers(string $name, array $field): array {
    if (in_array($name, ['created', 'edited', 'deleted', 'pinned', 'joined'], TRUE)) {
      return ['field' => ['id' => 'chatroom_date'], 'sort' => ['id' => 'standard'], 'filter' => ['id' => 'numeric']];
    }
    if (in_array($field['type'], ['int', 'serial'], TRUE)) {
      return ['field' => ['id' => 'numeric'], 'sort' => ['id' => 'standard'], 'filter' => ['id' => 'numeric'], 'argument' => ['id' => 'numeric']];
    }
    return ['field' => ['id' => $name === 'html' ? 'chatroom_html' : 'standard'], 'sort' => ['id' => 'standard'], 'filter' => ['id' => 'string'], 'argument' => ['id' => 'string']];
  }

}
