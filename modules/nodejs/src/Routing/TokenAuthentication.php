<?php

declare(strict_types=1);

namespace Drupal\nodejs\Routing;

use Drupal\Core\Authentication\AuthenticationCollectorInterface;
use Drupal\Core\Routing\RouteSubscriberBase;
use Symfony\Component\Routing\RouteCollection;

/**
 * Lets whoever can prove who they are to this site ask for their tokens.
 *
 * A mobile app has no session: it comes with what the site's authentication
 * providers take, such as an OAuth bearer token.
 */
final class TokenAuthentication extends RouteSubscriberBase {

  public function __construct(
    private readonly AuthenticationCollectorInterface $providers,
  ) {}

  /**
   * {@inheritdoc}
   */
  protected function alterRoutes(RouteCollection $collection): void {
    $collection->get('nodejs.token')?->setOption('_auth', array_keys($this->providers->getSortedProviders()));
  }

}
