<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify;

use Drupal\Core\Datetime\DateFormatterInterface;

/**
 * Shows notices as a list, on a page of their own and in the bell's panel.
 */
final class NoticeList {

  public function __construct(
    private readonly NoticeText $text,
    private readonly DateFormatterInterface $dates,
  ) {}

  /**
   * One notice.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  public function item(StoredNotice $notice): array {
    return [
      '#theme' => 'nodejs_notify_notice',
      '#id' => $notice->id,
      '#subject' => $notice->subject,
      '#body' => $this->text->build($notice),
      '#severity' => $notice->severity->value,
      '#link' => $notice->link,
      '#is_read' => $notice->isRead,
      '#time' => gmdate('c', $notice->created),
      '#ago' => $this->dates->formatTimeDiffSince($notice->created, ['granularity' => 1]),
      '#attached' => ['library' => ['nodejs_notify/list']],
    ];
  }

}
