<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\StringTranslation\TranslatableMarkup;

/**
 * One way between site, server and browser, and whether it works.
 */
final class Leg {

  /**
   * Describes it.
   *
   * @param \Drupal\Core\StringTranslation\TranslatableMarkup $title
   *   From where to where.
   * @param bool|null $works
   *   NULL: it can't be told.
   * @param \Drupal\Core\StringTranslation\TranslatableMarkup $value
   *   What was seen.
   * @param \Drupal\Core\StringTranslation\TranslatableMarkup|null $remedy
   *   What to do about it.
   */
  public function __construct(
    public readonly TranslatableMarkup $title,
    public readonly ?bool $works,
    public readonly TranslatableMarkup $value,
    public readonly ?TranslatableMarkup $remedy = NULL,
  ) {}

}
