<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\StringTranslation\TranslatableMarkup;

/**
 * The page on which Drupal's help explains a module.
 */
final class HelpPage {

  /**
   * Builds it as Drupal's own modules have theirs, for hook_help().
   *
   * @param list<\Drupal\Core\StringTranslation\TranslatableMarkup> $about
   *   What the module is for: paragraphs.
   * @param list<array{\Drupal\Core\StringTranslation\TranslatableMarkup, \Drupal\Core\StringTranslation\TranslatableMarkup}> $uses
   *   What one does with it, and how.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  public static function build(array $about, array $uses = []): array {
    return [
      '#type' => 'inline_template',
      '#template' => '<h2>{{ titles.0 }}</h2>{% for text in about %}<p>{{ text }}</p>{% endfor %}{% if uses %}<h2>{{ titles.1 }}</h2><dl>{% for use in uses %}<dt>{{ use.0 }}</dt><dd>{{ use.1 }}</dd>{% endfor %}</dl>{% endif %}',
      '#context' => [
        'titles' => [new TranslatableMarkup('About'), new TranslatableMarkup('Uses')],
        'about' => $about,
        'uses' => $uses,
      ],
    ];
  }

}
