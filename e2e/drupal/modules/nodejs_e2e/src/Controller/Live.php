<?php

declare(strict_types=1);

namespace Drupal\nodejs_e2e\Controller;

use Drupal\Core\Controller\ControllerBase;
use Drupal\nodejs\Audience;
use Drupal\nodejs\PageChannels;
use Symfony\Component\DependencyInjection\ContainerInterface;

/**
 * A cached page that listens, without a script of its own.
 */
final class Live extends ControllerBase {

  public function __construct(
    private readonly PageChannels $channels,
    private readonly Audience $audience,
  ) {}

  /**
   * {@inheritdoc}
   */
  public static function create(ContainerInterface $container): self {
    return new self($container->get(PageChannels::class), $container->get(Audience::class));
  }

  /**
   * Shows an element that names its channel.
   */
  public function page(): array {
    $channel = 'entity:live-page:' . $this->audience->of($this->currentUser());
    $build = [
      '#type' => 'html_tag',
      '#tag' => 'p',
      '#value' => 'This page is live.',
      '#attributes' => ['data-nodejs-channel' => $channel],
    ];
    $this->channels->attach($build, $channel);
    return $build;
  }

}
