<?php

declare(strict_types=1);

namespace Drupal\chatroom\Plugin\views\query;

use Drupal\chatroom\Room;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\views\Attribute\ViewsQuery;
use Drupal\views\Plugin\views\query\Sql;

/**
 * Queries of the chat's tables, which other processes fill: a kept result is of one reader, and goes with the next line.
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
  public function getCacheContexts() {
    return [...parent::getCacheContexts(), 'user'];
  }

  /**
   * {@inheritdoc}
   */
  public function getCacheTags() {
    return [...parent::getCacheTags(), Room::ANY];
  }

}
