<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify\Push;

use Symfony\Component\HttpFoundation\Cookie;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\RequestStack;

/**
 * Knows a browser again by a cookie, which outlives sessions.
 *
 * A session ends without a word, the device stays; so a log-out finds it by
 * this cookie, whichever session it was added in.
 */
final class Browser {

  public const COOKIE = 'nodejs_device';

  private const LIFE = 31_536_000;

  public function __construct(
    private readonly RequestStack $requestStack,
  ) {}

  /**
   * The cookie of this request; NULL without one.
   */
  public function current(): ?string {
    $cookie = $this->requestStack->getCurrentRequest()?->cookies->get(self::COOKIE);
    return is_string($cookie) && preg_match('/^[0-9a-f]{32}$/D', $cookie) === 1 ? $cookie : NULL;
  }

  /**
   * A cookie for a browser.
   */
  public function cookie(Request $request, string $value): Cookie {
    return Cookie::create(self::COOKIE, $value, time() + self::LIFE, $request->getBasePath() . '/', NULL, $request->isSecure(), TRUE, FALSE, Cookie::SAMESITE_LAX);
  }

}
