<?php

declare(strict_types=1);

namespace Drupal\chatroom\Plugin\migrate\source;

use Drupal\Core\Database\Query\SelectInterface;
use Drupal\migrate\Plugin\migrate\source\SqlBase;
use Drupal\migrate\Row;

/**
 * What was said in chats of the module `chatroom` for Drupal 7.
 *
 * A private line inside a chat was for its recipient alone; it goes to direct
 * talk between the two, never into the room.
 *
 * @MigrateSource(
 *   id = "d7_chatroom_msg",
 *   source_module = "chatroom"
 * )
 */
final class D7Message extends SqlBase {

  /**
   * {@inheritdoc}
   */
  public function query(): SelectInterface {
    $query = $this->select('chatroom_msg', 'msg')->fields('msg', ['cmid', 'ccid', 'uid', 'msg_type', 'msg', 'anon_name', 'recipient_uid', 'modified']);
    $query->leftJoin('users', 'author', '[author].[uid] = [msg].[uid]');
    $query->addField('author', 'name', 'author_name');
    return $query->orderBy('msg.modified')->orderBy('msg.cmid');
  }

  /**
   * {@inheritdoc}
   */
  public function prepareRow(Row $row): bool {
    $uid = (int) $row->getSourceProperty('uid');
    $isPrivate = $row->getSourceProperty('msg_type') === 'private_message';
    $recipient = (int) $row->getSourceProperty('recipient_uid');
    if ($isPrivate && ($uid === 0 || $recipient === 0 || $uid === $recipient)) {
      // Nobody can be told apart from other guests, so it would be read by strangers.
      return FALSE;
    }
    $row->setSourceProperty('key', 'd7:' . $row->getSourceProperty('cmid'));
    $row->setSourceProperty('between', $isPrivate ? [$uid, $recipient] : []);
    $row->setSourceProperty('name', (string) ($uid === 0 ? $row->getSourceProperty('anon_name') : $row->getSourceProperty('author_name')));
    $row->setSourceProperty('text', PlainText::of((string) $row->getSourceProperty('msg')));
    $row->setSourceProperty('created', (int) $row->getSourceProperty('modified') * 1000);
    return parent::prepareRow($row);
  }

  /**
   * {@inheritdoc}
   */
  public function fields(): array {
    return [
      'cmid' => $this->t('The message'),
      'ccid' => $this->t('The chat'),
      'uid' => $this->t('Its author'),
      'key' => $this->t('What tells it apart'),
      'between' => $this->t('The two whose direct talk it belongs to'),
      'name' => $this->t('The author’s name'),
      'text' => $this->t('What it says'),
      'created' => $this->t('When, in milliseconds'),
    ];
  }

  /**
   * {@inheritdoc}
   */
  public function getIds(): array {
    return ['cmid' => ['type' => 'integer', 'alias' => 'msg']];
  }

}
