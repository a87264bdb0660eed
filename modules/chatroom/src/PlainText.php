<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\Component\Utility\Html;

/**
 * Makes plain texts of markup that was made safe, for mails, notices and previews.
 */
final class PlainText {

  /**
   * What a line or a text says, on one line; words of two paragraphs don't run into each other.
   */
  public static function of(string $markup): string {
    $apart = (string) preg_replace('/<(?:\/p|br|\/li|\/h\d)\b[^>]*>/i', ' $0', $markup);
    return trim((string) preg_replace('/\s+/u', ' ', Html::decodeEntities(strip_tags($apart))));
  }

}
