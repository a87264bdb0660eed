<?php

declare(strict_types=1);

namespace Drupal\nodejs\Controller;

use Drupal\Component\Datetime\TimeInterface;
use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\DependencyInjection\ContainerInjectionInterface;
use Drupal\Core\Session\AccountProxyInterface;
use Drupal\nodejs\Core\InvalidSettings;
use Drupal\nodejs\Core\TokenIssuer;
use Drupal\nodejs\Identities;
use Drupal\nodejs\PageChannels;
use Drupal\nodejs\Sessions;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;

/**
 * Gives a browser the tokens with which it connects and subscribes.
 *
 * The one place where a user's token meets a browser: pages stay free of them,
 * so caches may keep pages. There are no CORS headers, so other sites can't read the
 * answer.
 */
final class TokenController implements ContainerInjectionInterface {

  use AutowireTrait;

  public function __construct(
    private readonly AccountProxyInterface $account,
    private readonly Identities $identities,
    private readonly Sessions $sessions,
    private readonly TokenIssuer $issuer,
    private readonly TimeInterface $time,
    private readonly ConfigFactoryInterface $configFactory,
    private readonly PageChannels $pageChannels,
  ) {}

  /**
   * Answers GET /nodejs/token, and POST with the tickets of cached pages.
   */
  public function token(Request $request): JsonResponse {
    if ($this->account->isAnonymous() && $this->configFactory->get('nodejs.settings')->get('authenticated_users_only')) {
      return $this->answer(['error' => ['message' => 'Log in first.']], 403);
    }
    try {
      $channels = $request->isMethod('POST') ? $this->pageChannels->redeem($request->getContent()) : [];
      if ($channels === NULL) {
        return $this->answer(['error' => ['message' => 'Expected {"tickets": {CHANNEL: TICKET}}.']], 400);
      }
      $identity = $this->identities->of($this->account, $this->sessions->current((string) $this->account->id()))->withChannels($channels);
      // The request's start: before the account and its roles were read.
      return $this->answer($this->issuer->issue($identity, $this->time->getRequestMicroTime()));
    }
    catch (InvalidSettings) {
      // Which key is missing is the status report's to say, not everybody's.
      return $this->answer(['error' => ['message' => 'Real-time is not set up on this site.']], 503);
    }
  }

  /**
   * JSON that nobody keeps but the page that asked.
   *
   * @param array<string, mixed> $body
   *   What to encode.
   * @param int $status
   *   The HTTP status.
   */
  private function answer(array $body, int $status = 200): JsonResponse {
    return new JsonResponse($body, $status, ['Cache-Control' => 'no-store, private']);
  }

}
