<?php

declare(strict_types=1);

namespace Drupal\chatroom\Plugin\migrate\source;

use Drupal\Component\Utility\Html;

/**
 * What old lines say, without what a browser made of it.
 */
final class PlainText {

  /**
   * The words of a text that may hold markup; line ends of it stay.
   */
  public static function of(string $text): string {
    $text = (string) preg_replace('/<(?:br\s*\/?|\/p)>\s*/i', "\n", $text);
    // Only what is a tag goes: "a < b" stays.
    $text = (string) preg_replace('/<\/?[a-z][^<>]*>/i', '', $text);
    $text = str_replace(["\r\n", "\r"], "\n", Html::decodeEntities($text));
    return trim((string) preg_replace('/[^\P{Cc}\t\n]/u', '', mb_scrub($text, 'UTF-8')));
  }

}
