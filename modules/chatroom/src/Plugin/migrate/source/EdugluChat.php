<?php

declare(strict_types=1);

namespace Drupal\chatroom\Plugin\migrate\source;

use Drupal\Core\Database\Query\SelectInterface;
use Drupal\migrate\Plugin\migrate\source\SqlBase;
use Drupal\migrate\Row;

/**
 * What was said in Eduglu's chatrooms: one for each group, in a table without a key.
 *
 * The clock of whoever wrote ordered the lines; their order is what is left of
 * it. Lines that are alike in all columns are told apart by counting them.
 *
 * @MigrateSource(
 *   id = "eduglu_chatroom_chat",
 *   source_module = "eduglu_chatroom"
 * )
 */
final class EdugluChat extends SqlBase {

  /**
   * The moment of the line before, by which they are ordered: a table of millions isn't remembered.
   */
  private ?string $date = NULL;

  /**
   * How many of that moment are alike, from batch to batch.
   *
   * @var array<string, int>
   */
  private array $seen = [];

  /**
   * {@inheritdoc}
   */
  public function query(): SelectInterface {
    $query = $this->select('eduglu_chatroom_chats', 'chat')->fields('chat', ['uid', 'gid', 'date', 'body']);
    $query->leftJoin('users', 'author', '[author].[uid] = [chat].[uid]');
    $query->addField('author', 'name', 'author_name');
    $query->leftJoin('node', 'node', '[node].[nid] = [chat].[gid]');
    $query->addField('node', 'title', 'group_title');
    // All of it, as each batch asks anew.
    return $query->orderBy('chat.date')->orderBy('chat.uid')->orderBy('chat.gid')->orderBy('chat.body');
  }

  /**
   * {@inheritdoc}
   */
  protected function mapJoinable(): bool {
    // The key is made here and no column.
    return FALSE;
  }

  /**
   * {@inheritdoc}
   */
  protected function initializeIterator(): \Iterator {
    if ($this->batch === 0) {
      [$this->date, $this->seen] = [NULL, []];
    }
    foreach (parent::initializeIterator() as $row) {
      if ($row['date'] !== $this->date) {
        [$this->date, $this->seen] = [$row['date'], []];
      }
      $alike = hash('sha256', implode("\0", [$row['gid'], $row['uid'], $row['date'], $row['body']]));
      $this->seen[$alike] = ($this->seen[$alike] ?? 0) + 1;
      yield ['key' => $alike . '-' . $this->seen[$alike]] + $row;
    }
  }

  /**
   * {@inheritdoc}
   */
  public function prepareRow(Row $row): bool {
    $moment = date_create_immutable((string) $row->getSourceProperty('date'), new \DateTimeZone('UTC'));
    // A clock may have stood anywhere, but nothing was said before 1970 or is yet to be said.
    $now = (int) (microtime(TRUE) * 1000);
    $row->setSourceProperty('created', $moment === FALSE ? 0 : min(max(0, (int) $moment->format('Uv')), $now));
    $row->setSourceProperty('name', (string) $row->getSourceProperty('author_name'));
    $row->setSourceProperty('text', PlainText::of((string) $row->getSourceProperty('body')));
    return parent::prepareRow($row);
  }

  /**
   * {@inheritdoc}
   */
  public function fields(): array {
    return [
      'key' => $this->t('What tells it apart'),
      'gid' => $this->t('The group, a node'),
      'group_title' => $this->t('What the group is called'),
      'uid' => $this->t('Its author'),
      'name' => $this->t('The author’s name'),
      'text' => $this->t('What it says'),
      'created' => $this->t('When, in milliseconds'),
    ];
  }

  /**
   * {@inheritdoc}
   */
  public function getIds(): array {
    return ['key' => ['type' => 'string']];
  }

}
