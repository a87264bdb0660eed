<?php

declare(strict_types=1);

namespace Drupal\nodejs\Live;

use Drupal\Component\Utility\Html;
use Drupal\Core\ParamConverter\ParamNotConvertedException;
use Drupal\Core\Path\CurrentPathStack;
use Drupal\Core\Routing\RequestContext;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\Session\AccountProxyInterface;
use Drupal\Core\Session\AccountSwitcherInterface;
use Drupal\Core\Session\UserSession;
use Drupal\Core\Theme\ThemeInitializationInterface;
use Drupal\Core\Theme\ThemeManagerInterface;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\RequestStack;
use Symfony\Component\HttpFoundation\Session\Session;
use Symfony\Component\HttpFoundation\Session\Storage\MockArraySessionStorage;
use Symfony\Component\HttpKernel\Exception\HttpExceptionInterface;
use Symfony\Component\Routing\Exception\ExceptionInterface as RoutingException;
use Symfony\Component\Routing\Matcher\RequestMatcherInterface;

/**
 * Lets code run as if somebody else looked at another page.
 */
final class Stage {

  /**
   * User ids below this one, downwards, are nobody's: 32 bits, signed.
   */
  private const NOBODY = 2147483647;

  /**
   * Those who are nobody, by roles and time zone.
   *
   * Each has an id of its own, for code remembers access by id.
   *
   * @var array<string, \Drupal\Core\Session\AccountInterface>
   */
  private array $actors = [];

  public function __construct(
    private readonly RequestStack $requestStack,
    private readonly RequestContext $requestContext,
    private readonly CurrentPathStack $currentPath,
    private readonly RequestMatcherInterface $router,
    private readonly AccountProxyInterface $account,
    private readonly AccountSwitcherInterface $accountSwitcher,
    private readonly ThemeManagerInterface $themeManager,
    private readonly ThemeInitializationInterface $themes,
    private readonly FixedLanguages $languages,
  ) {}

  /**
   * The surroundings of this request.
   */
  public function surroundings(): Surroundings {
    $request = $this->requestStack->getCurrentRequest() ?? Request::create('http://default/');
    // Views answers its own AJAX requests on behalf of another path.
    $isViews = $request->getPathInfo() === '/views/ajax';
    $path = $isViews ? $this->currentPath->getPath($request) : $request->getPathInfo();
    $query = array_diff_key($request->query->all(), array_flip(['_wrapper_format', 'ajax_page_state']));
    $query = $query === [] ? '' : '?' . http_build_query($query);
    return new Surroundings(
      $request->getSchemeAndHttpHost() . $request->getBaseUrl() . $path . $query,
      $request->getBaseUrl(),
      $this->themeManager->getActiveTheme()->getName(),
      $this->languages->current(),
      array_values($this->account->getRoles()),
      date_default_timezone_get(),
    );
  }

  /**
   * Somebody who has these roles and is nobody in particular.
   */
  public function actor(Surroundings $surroundings): AccountInterface {
    $isVisitor = !in_array(AccountInterface::AUTHENTICATED_ROLE, $surroundings->roles, TRUE);
    return $this->actors[json_encode([$surroundings->roles, $surroundings->timezone])] ??= new UserSession([
      'uid' => $isVisitor ? 0 : self::NOBODY - count($this->actors),
      'roles' => $surroundings->roles,
      'timezone' => $surroundings->timezone,
    ]);
  }

  /**
   * Runs work as another account, on this page.
   *
   * @param \Drupal\Core\Session\AccountInterface $account
   *   Who looks.
   * @param \Closure(): mixed $work
   *   The work.
   */
  public function as(AccountInterface $account, \Closure $work): mixed {
    $this->accountSwitcher->switchTo($account);
    try {
      return $work();
    }
    finally {
      $this->accountSwitcher->switchBack();
    }
  }

  /**
   * Runs work in other surroundings.
   *
   * @param \Drupal\nodejs\Live\Surroundings $surroundings
   *   The page.
   * @param \Drupal\Core\Session\AccountInterface|null $account
   *   Who looks; NULL: the current user, in their session.
   * @param \Closure(): mixed $work
   *   The work.
   */
  public function within(Surroundings $surroundings, ?AccountInterface $account, \Closure $work): mixed {
    $request = $this->request($surroundings, $account === NULL);
    $there = fn (): mixed => $this->at($request, $surroundings->theme, $work);
    // Languages outermost: they are found out anew when this request is the
    // current one again, not the page's.
    return $this->languages->within($surroundings->languages, fn (): mixed => $account === NULL ? $there() : $this->as($account, $there));
  }

  /**
   * Runs work as if another page was asked for.
   *
   * @param \Symfony\Component\HttpFoundation\Request $request
   *   The page.
   * @param string $theme
   *   Its theme.
   * @param \Closure(): mixed $work
   *   The work.
   */
  private function at(Request $request, string $theme, \Closure $work): mixed {
    $own = $this->themeManager->getActiveTheme()->getName();
    $this->requestStack->push($request);
    $this->requestContext->fromRequest($request);
    try {
      $this->look($theme);
      $this->match($request);
      Html::resetSeenIds();
      return $work();
    }
    finally {
      $this->requestStack->pop();
      $before = $this->requestStack->getCurrentRequest();
      if ($before !== NULL) {
        $this->requestContext->fromRequest($before);
      }
      $this->look($own);
    }
  }

  /**
   * A request for the page.
   */
  private function request(Surroundings $surroundings, bool $isOwnSession): Request {
    $script = $surroundings->base . '/index.php';
    $request = Request::create($surroundings->uri, server: ['SCRIPT_NAME' => $script, 'SCRIPT_FILENAME' => $script, 'PHP_SELF' => $script]);
    $current = $this->requestStack->getCurrentRequest();
    $request->setSession($isOwnSession && $current?->hasSession() === TRUE ? $current->getSession() : new Session(new MockArraySessionStorage()));
    return $request;
  }

  /**
   * Lets the request know its route, as far as there is one.
   */
  private function match(Request $request): void {
    try {
      $request->attributes->add($this->router->matchRequest($request));
    }
    catch (RoutingException | HttpExceptionInterface | ParamNotConvertedException) {
      // The page is gone, or never was one: then it has no route.
      $this->currentPath->setPath($request->getPathInfo(), $request);
    }
  }

  /**
   * Uses a theme, and forgets what templates were told of the last viewer.
   */
  private function look(string $theme): void {
    $this->themeManager->resetActiveTheme();
    $this->themeManager->setActiveTheme($this->themes->initTheme($theme));
    drupal_static_reset('template_preprocess');
  }

}
