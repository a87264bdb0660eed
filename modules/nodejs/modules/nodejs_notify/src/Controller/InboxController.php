<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify\Controller;

use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\DependencyInjection\ContainerInjectionInterface;
use Drupal\Core\Render\RendererInterface;
use Drupal\Core\Session\AccountProxyInterface;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\Core\Url;
use Drupal\nodejs\Core\LegacyHost;
use Drupal\nodejs_notify\Inbox;
use Drupal\nodejs_notify\NoticeList;
use Drupal\nodejs_notify\Notifier;
use Drupal\nodejs_notify\Reader;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;

/**
 * Answers the bell: whose request it is, theirs are the notices.
 */
final class InboxController implements ContainerInjectionInterface {

  use AutowireTrait;
  use StringTranslationTrait;

  /**
   * Notices in the bell's panel.
   */
  private const PANEL = 8;

  /**
   * Notices that one request may mark.
   */
  private const MARK = 100;

  private const UNCACHED = ['Cache-Control' => 'no-store, private'];

  public function __construct(
    private readonly AccountProxyInterface $account,
    private readonly Inbox $inbox,
    private readonly Reader $reader,
    private readonly NoticeList $list,
    private readonly Notifier $notifier,
    private readonly RendererInterface $renderer,
    private readonly LegacyHost $host,
  ) {}

  /**
   * Answers GET /notices/panel with a piece of HTML.
   */
  public function panel(): Response {
    $notices = $this->reader->latest($this->account, self::PANEL);
    $build = [
      'list' => [
        '#theme' => 'item_list',
        '#items' => array_map($this->list->item(...), $notices),
        '#empty' => [
          '#type' => 'html_tag',
          '#tag' => 'p',
          '#value' => $this->t('Nothing to tell.'),
          '#attributes' => ['class' => ['nodejs-bell__empty']],
        ],
        '#attributes' => ['class' => ['nodejs-notices']],
      ],
      'more' => [
        '#type' => 'link',
        '#title' => $this->t('All notices'),
        '#url' => Url::fromRoute('nodejs_notify.inbox'),
        '#attributes' => ['class' => ['nodejs-bell__more']],
      ],
      'choices' => [
        '#type' => 'link',
        '#title' => $this->t('Choices'),
        '#url' => Url::fromRoute('nodejs_notify.choices'),
        '#attributes' => ['class' => ['nodejs-bell__more']],
      ],
    ];
    // The page that asks has what little the list needs.
    return new Response((string) $this->renderer->renderInIsolation($build), 200, self::UNCACHED);
  }

  /**
   * Answers GET /notices/unread.
   */
  public function unread(): JsonResponse {
    return new JsonResponse(['unread' => $this->inbox->unread((int) $this->account->id())], 200, self::UNCACHED);
  }

  /**
   * Answers POST /notices/read: {"ids": [1, 2]}, or {"ids": "all"}.
   */
  public function read(Request $request): JsonResponse {
    $ids = self::ids($request->getContent());
    if ($ids === FALSE) {
      return new JsonResponse(['error' => ['message' => sprintf('Expected {"ids": "all"}, or at most %d numbers.', self::MARK)]], 400, self::UNCACHED);
    }
    $uid = (int) $this->account->id();
    $read = $this->inbox->markRead($uid, $ids);
    if ($read !== []) {
      $this->notifier->tellRead($uid, $ids === NULL ? NULL : $read, $this->host->clientSocketId());
    }
    return $this->unread();
  }

  /**
   * The notices that a request names.
   *
   * @return list<int>|null|false
   *   Their numbers; NULL: all; FALSE: it isn't as agreed.
   */
  private static function ids(string $body): array|null|false {
    $ids = is_array($decoded = json_decode($body, TRUE, 4)) ? $decoded['ids'] ?? FALSE : FALSE;
    if ($ids === 'all') {
      return NULL;
    }
    return is_array($ids) && array_is_list($ids) && count($ids) <= self::MARK && array_filter($ids, is_int(...)) === $ids ? $ids : FALSE;
  }

}
