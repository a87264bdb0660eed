<?php

declare(strict_types=1);

namespace Drupal\chatroom\Plugin\migrate\source;

use Drupal\Core\Database\Query\SelectInterface;
use Drupal\migrate\Plugin\migrate\source\SqlBase;
use Drupal\migrate\Row;

/**
 * Chats of the module `chatroom` for Drupal 7: nodes with what the table `chatroom_chat` says of each.
 *
 * @MigrateSource(
 *   id = "d7_chatroom_chat",
 *   source_module = "chatroom"
 * )
 */
final class D7Chat extends SqlBase {

  /**
   * {@inheritdoc}
   */
  public function query(): SelectInterface {
    $query = $this->select('chatroom_chat', 'chat')->fields('chat', ['nid', 'private', 'when_archived']);
    $query->innerJoin('node', 'node', '[node].[nid] = [chat].[nid]');
    $query->addField('node', 'status', 'published');
    return $query->fields('node', ['title', 'uid'])->orderBy('chat.nid');
  }

  /**
   * {@inheritdoc}
   */
  public function prepareRow(Row $row): bool {
    $nid = $row->getSourceProperty('nid');
    // One that wasn't published was its author's alone.
    $isPrivate = $row->getSourceProperty('private') || !$row->getSourceProperty('published');
    $members = [];
    if ($row->getSourceProperty('private')) {
      $allowed = $this->select('chatroom_chat_user', 'entry')->fields('entry', ['uid'])->condition('nid', $nid)->execute()->fetchCol();
      $members = array_fill_keys(array_map(intval(...), $allowed), 'member');
    }
    $members[(int) $row->getSourceProperty('uid')] = 'owner';
    unset($members[0]);
    $row->setSourceProperty('members', $members);
    $row->setSourceProperty('kind', $isPrivate ? 'private' : 'site');
    $row->setSourceProperty('status', $row->getSourceProperty('when_archived') ? 'archived' : 'open');
    $bans = $this->select('chatroom_chat_ban_list', 'ban')->fields('ban', ['uid', 'admin_uid', 'modified'])->condition('nid', $nid)->execute()->fetchAll();
    $row->setSourceProperty('bans', array_map(static fn ($ban): array => (array) $ban, $bans));
    return parent::prepareRow($row);
  }

  /**
   * {@inheritdoc}
   */
  public function fields(): array {
    return [
      'nid' => $this->t('The node'),
      'title' => $this->t('What it is called'),
      'uid' => $this->t('Who made it'),
      'kind' => $this->t('What kind of room it becomes'),
      'status' => $this->t('Whether it is archived'),
      'members' => $this->t('Roles of accounts'),
      'bans' => $this->t('Who is banned, by whom and since when'),
    ];
  }

  /**
   * {@inheritdoc}
   */
  public function getIds(): array {
    return ['nid' => ['type' => 'integer', 'alias' => 'chat']];
  }

}
