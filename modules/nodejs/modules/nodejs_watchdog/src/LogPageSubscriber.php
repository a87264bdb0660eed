<?php

declare(strict_types=1);

namespace Drupal\nodejs_watchdog;

use Drupal\Core\Routing\RouteMatchInterface;
use Symfony\Component\DependencyInjection\Attribute\AutowireServiceClosure;
use Symfony\Component\EventDispatcher\EventSubscriberInterface;
use Symfony\Component\HttpKernel\KernelEvents;

/**
 * Notes each look at the log page, before its rows are read.
 *
 * Then whatever is logged later is either among them or brings a hint.
 */
final class LogPageSubscriber implements EventSubscriberInterface {

  /**
   * The log page's route, whether dblog's View shows it or not.
   */
  public const ROUTE = 'dblog.overview';

  /**
   * Whether the process served the log page last.
   */
  private bool $looked = FALSE;

  /**
   * Wires it.
   *
   * @param \Drupal\Core\Routing\RouteMatchInterface $routeMatch
   *   Says which page this is.
   * @param \Closure(): \Drupal\nodejs_watchdog\Hints $hints
   *   Is told; made for the log page only.
   */
  public function __construct(
    private readonly RouteMatchInterface $routeMatch,
    #[AutowireServiceClosure(Hints::class)]
    private readonly \Closure $hints,
  ) {}

  /**
   * Forgets the look of the request before, in a process that serves several.
   */
  public function onRequest(): void {
    if ($this->looked) {
      $this->looked = FALSE;
      ($this->hints)()->reset();
    }
  }

  /**
   * Notes a look; whoever gets here has access.
   */
  public function onController(): void {
    if ($this->routeMatch->getRouteName() === self::ROUTE) {
      $this->looked = TRUE;
      ($this->hints)()->look();
    }
  }

  /**
   * {@inheritdoc}
   */
  public static function getSubscribedEvents(): array {
    return [KernelEvents::REQUEST => 'onRequest', KernelEvents::CONTROLLER => 'onController'];
  }

}
