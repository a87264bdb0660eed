<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify;

use Drupal\Component\Render\PlainTextOutput;
use Drupal\Component\Utility\Unicode;
use Drupal\Core\Render\RendererInterface;

/**
 * The body of a notice: as text for the wire, filtered for a page of Drupal's.
 */
final class NoticeText {

  /**
   * Characters of a body on a toast; the inbox has all of it.
   */
  private const EXCERPT = 300;

  public function __construct(
    private readonly RendererInterface $renderer,
  ) {}

  /**
   * The body as a render array; never what somebody wrote without a filter.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  public function build(StoredNotice|Notice $notice): array {
    if ($notice->body === '') {
      return [];
    }
    return $notice->format === NULL
      ? ['#type' => 'inline_template', '#template' => '<p>{{ body|nl2br }}</p>', '#context' => ['body' => $notice->body]]
      : ['#type' => 'processed_text', '#text' => $notice->body, '#format' => $notice->format];
  }

  /**
   * The body's beginning as plain text.
   */
  public function excerpt(StoredNotice|Notice $notice): string {
    $text = $notice->body;
    if ($notice->format !== NULL) {
      $build = $this->build($notice);
      $text = PlainTextOutput::renderFromHtml($this->renderer->renderInIsolation($build));
    }
    return Unicode::truncate(trim((string) preg_replace('/\s*\n\s*/u', "\n", $text)), self::EXCERPT, TRUE, TRUE);
  }

}
