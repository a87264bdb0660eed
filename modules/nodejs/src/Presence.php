<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\Database\Connection;
use Drupal\Core\Database\DatabaseException;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Extension\ModuleHandlerInterface;
use Drupal\Core\KeyValueStore\KeyValueFactoryInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\nodejs\Core\DeferredPublisher;
use Drupal\nodejs\Core\Publication;
use Drupal\nodejs\Event\ServerEvent;
use Drupal\user\UserInterface;
use Symfony\Component\EventDispatcher\EventSubscriberInterface;

/**
 * Knows who is online, as far as the push server tells (`backend.events`).
 *
 * The table is the classic's, and so is what observers hear. Presence may be
 * lost; it is never a right.
 */
final class Presence implements EventSubscriberInterface {

  private const TABLE = 'nodejs_presence';

  public function __construct(
    private readonly Connection $connection,
    private readonly KeyValueFactoryInterface $keyValue,
    private readonly ModuleHandlerInterface $moduleHandler,
    private readonly EntityTypeManagerInterface $entityTypeManager,
    private readonly DeferredPublisher $publisher,
    private readonly FailureLog $log,
  ) {}

  /**
   * {@inheritdoc}
   */
  public static function getSubscribedEvents(): array {
    return [ServerEvent::class => 'onServerEvent'];
  }

  /**
   * Notes what the push server says of its users.
   */
  public function onServerEvent(ServerEvent $event): void {
    $uid = $event->user() ?? '';
    if ($uid === '' || !in_array($event->type, ['online', 'offline'], TRUE)) {
      return;
    }
    $this->forgetOtherServers($event->server);
    $event->type === 'online' ? $this->setOnline($uid, (int) $event->at) : $this->setOffline($uid);
    $this->tell($uid, $event->type);
  }

  /**
   * Notes that a user is online.
   */
  public function setOnline(string $uid, ?int $since = NULL): void {
    $this->attempt(fn () => $this->connection->merge(self::TABLE)->key('uid', (int) $uid)->fields(['login_time' => $since ?? time()])->execute());
  }

  /**
   * Notes that a user isn't online any more.
   */
  public function setOffline(string $uid): void {
    $this->attempt(fn () => $this->connection->delete(self::TABLE)->condition('uid', (int) $uid)->execute());
  }

  /**
   * Whether a user is online.
   */
  public function isOnline(string $uid): bool {
    return (bool) $this->attempt(fn () => $this->connection->select(self::TABLE, 'p')->fields('p', ['uid'])->condition('uid', (int) $uid)->execute()?->fetchField());
  }

  /**
   * Who may see whether an account is online.
   *
   * @return list<string>
   *   User ids: what setObservers() said, else what modules say.
   */
  public function observers(AccountInterface $account): array {
    $uids = $this->keyValue->get('nodejs_observers')->get((string) $account->id())
      ?? $this->moduleHandler->invokeAll('nodejs_user_presence_list', [ClassicAccount::of($account)]);
    // The classic's own example returned the list within a list.
    $uids = array_merge(...array_map(static fn (mixed $item): array => array_values((array) $item), array_values((array) $uids)));
    return array_values(array_unique(array_map(strval(...), $uids)));
  }

  /**
   * Says who may see whether a user is online.
   *
   * @param string $uid
   *   The user.
   * @param list<string>|null $observers
   *   User ids; NULL: whom modules say.
   */
  public function setObservers(string $uid, ?array $observers): void {
    $store = $this->keyValue->get('nodejs_observers');
    $observers === NULL ? $store->delete($uid) : $store->set($uid, $observers);
  }

  /**
   * Tells the observers, as the classic server did.
   */
  private function tell(string $uid, string $event): void {
    $user = $this->entityTypeManager->getStorage('user')->load($uid);
    if (!$user instanceof UserInterface) {
      return;
    }
    $notification = ['uid' => $uid, 'event' => $event];
    $this->moduleHandler->alter('nodejs_presence_notification', $notification, $user);
    foreach ($this->observers($user) as $observer) {
      $this->publisher->publish(new Publication('user:' . $observer, ['presenceNotification' => $notification], durable: FALSE));
    }
  }

  /**
   * With another process of the server nobody is there until it says so.
   */
  private function forgetOtherServers(string $server): void {
    $store = $this->keyValue->get('nodejs');
    if ($server !== '' && $store->get('server') !== $server) {
      $store->set('server', $server);
      $this->attempt(fn () => $this->connection->delete(self::TABLE)->execute());
    }
  }

  /**
   * Asks the database; a site goes on without the table that update.php makes.
   */
  private function attempt(\Closure $work): mixed {
    try {
      return $work();
    }
    catch (DatabaseException | \PDOException $failure) {
      $this->log->report($failure);
      return NULL;
    }
  }

}
