<?php

declare(strict_types=1);

namespace Drupal\chatroom\Plugin\views\query;

use Drupal\chatroom\Room;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\views\Attribute\ViewsQuery;
use Drupal\views\Plugin\views\query\Sql;

/**
 * Queries of the chat's tables, which other processes fill.
 *
 * A kept result is of one reader and the rooms that are open to them, and goes
 * with the next line.
 */
#[ViewsQuery(
  id: 'chatroom',
  title: new TranslatableMarkup('SQL query of the chat'),
  help: new TranslatableMarkup('Finds what is in rooms of the reader.'),
)]
final class ChatroomQuery extends Sql {

  /**
   * {@inheritdoc}
   */
  public function query($get_count = FALSE) {
    $query = parent::query($get_count);
    // Views adds it when the query is run; a kept result has to be found by these rooms as well.
    return empty($this->options['disable_sql_rewrite']) ? $query->addTag('chatroom_access') : $query;
  }

  /**
   * {@inheritdoc}
   */
  public function getCacheContexts() {
    return [...parent::getCacheContexts(), 'user'];
  }

  /**
   * {@inheritdoc}
   */
  public function getCacheMaxAge() {
    // What was rendered says nothing of the rooms it was rendered for, and the push server bans without asking Drupal.
    return 0;
  }

  /**
   * {@inheritdoc}
   */
  public function getCacheTags() {
    return [...parent::getCacheTags(), Room::ANY];
  }

}
