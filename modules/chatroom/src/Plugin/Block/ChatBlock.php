<?php

declare(strict_types=1);

namespace Drupal\chatroom\Plugin\Block;

use Drupal\Core\Block\Attribute\Block;
use Drupal\Core\StringTranslation\TranslatableMarkup;

/**
 * A room on a page.
 */
#[Block(id: 'chatroom', admin_label: new TranslatableMarkup('Chat'), category: new TranslatableMarkup('Chat'))]
final class ChatBlock extends RoomBlockBase {

  /**
   * {@inheritdoc}
   */
  public function build(): array {
    $room = $this->room();
    return $room === NULL ? [] : $this->mount->placeholder($room->name, 'block');
  }

}
