<?php

declare(strict_types=1);

namespace Drupal\chatroom\Plugin\views\field;

use Drupal\Core\Render\Markup;
use Drupal\views\Attribute\ViewsField;
use Drupal\views\Plugin\views\field\FieldPluginBase;
use Drupal\views\ResultRow;

/**
 * A line as it was rendered, which was made safe when it was written.
 */
#[ViewsField('chatroom_html')]
final class Html extends FieldPluginBase {

  /**
   * {@inheritdoc}
   */
  public function render(ResultRow $values): mixed {
    return Markup::create((string) $this->getValue($values));
  }

}
