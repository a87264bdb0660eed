<?php

declare(strict_types=1);

namespace Drupal\chatroom\Plugin\Block;

use Drupal\Core\Block\Attribute\Block;
use Drupal\Core\StringTranslation\TranslatableMarkup;

/**
 * Who is in a room just now.
 */
#[Block(id: 'chatroom_connected', admin_label: new TranslatableMarkup('Connected'), category: new TranslatableMarkup('Chat'))]
final class ConnectedBlock extends RoomBlockBase {

  /**
   * {@inheritdoc}
   */
  public function defaultConfiguration(): array {
    return ['label_display' => '0'] + parent::defaultConfiguration();
  }

  /**
   * {@inheritdoc}
   */
  public function build(): array {
    $room = $this->room();
    return $room === NULL ? [] : $this->mount->connected($room->name);
  }

}
