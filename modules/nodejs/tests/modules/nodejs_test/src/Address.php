<?php

declare(strict_types=1);

namespace Drupal\nodejs_test;

use Drupal\Core\Security\TrustedCallbackInterface;
use Symfony\Component\HttpFoundation\RequestStack;

/**
 * Shows the query of the page it stands on, as core's links do that come back.
 */
final class Address implements TrustedCallbackInterface {

  public function __construct(
    private readonly RequestStack $requestStack,
  ) {}

  /**
   * Fills the placeholder.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  public function build(): array {
    return [
      '#plain_text' => 'came from ' . $this->requestStack->getCurrentRequest()?->query->get('destination', 'nowhere'),
      '#cache' => ['contexts' => ['url.query_args:destination']],
    ];
  }

  /**
   * {@inheritdoc}
   */
  public static function trustedCallbacks(): array {
    return ['build'];
  }

}
