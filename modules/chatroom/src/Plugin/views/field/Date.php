<?php

declare(strict_types=1);

namespace Drupal\chatroom\Plugin\views\field;

use Drupal\views\Attribute\ViewsField;
use Drupal\views\Plugin\views\field\Date as ViewsDate;
use Drupal\views\ResultRow;

/**
 * A moment that is kept in milliseconds.
 */
#[ViewsField('chatroom_date')]
final class Date extends ViewsDate {

  /**
   * {@inheritdoc}
   */
  public function getValue(ResultRow $values, $field = NULL): mixed {
    $value = parent::getValue($values, $field);
    return is_numeric($value) ? intdiv((int) $value, 1000) : $value;
  }

}
