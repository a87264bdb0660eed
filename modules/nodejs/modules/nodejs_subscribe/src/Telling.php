<?php

declare(strict_types=1);

namespace Drupal\nodejs_subscribe;

use Drupal\Core\Access\AccessibleInterface;
use Drupal\Core\Database\Connection;
use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Entity\TranslatableInterface;
use Drupal\Core\Session\AccountProxyInterface;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\nodejs\PromptQueue;
use Drupal\nodejs_notify\Notice;
use Drupal\nodejs_notify\Notifier;
use Drupal\user\UserInterface;

/**
 * Tells followers what happened, after the response, if they may know it then.
 *
 * With nodejs_notify by a notice; without it by the classic's message, which
 * pages show while they are open.
 */
final class Telling {

  use StringTranslationTrait;

  public const QUEUE = 'nodejs_subscribe';
  public const CATEGORY = 'nodejs_subscribe';

  /**
   * Followers that one item of the queue is told to.
   */
  private const CHUNK = 50;

  /**
   * What this request noted already.
   *
   * @var array<string, true>
   */
  private array $noted = [];

  public function __construct(
    private readonly Subscriptions $subscriptions,
    private readonly EntityTypeManagerInterface $entityTypeManager,
    private readonly AccountProxyInterface $account,
    private readonly PromptQueue $queue,
    private readonly Connection $connection,
    private readonly ?Notifier $notifier = NULL,
  ) {}

  /**
   * Whether notices tell it, and not the classic's messages.
   */
  public function isByNotices(): bool {
    return $this->notifier !== NULL;
  }

  /**
   * Notes that an entity was changed, or commented on.
   *
   * @param \Drupal\nodejs_subscribe\Happening $what
   *   What happened.
   * @param \Drupal\Core\Entity\EntityInterface $entity
   *   What is followed.
   * @param \Drupal\Core\Entity\EntityInterface|null $comment
   *   The comment.
   */
  public function note(Happening $what, EntityInterface $entity, ?EntityInterface $comment = NULL): void {
    [$type, $id] = [$entity->getEntityTypeId(), (string) $entity->id()];
    $job = ['what' => $what->value, 'type' => $type, 'id' => $id, 'comment' => $comment === NULL ? NULL : (string) $comment->id()];
    $name = implode(':', $job);
    // What is saved twice in one go has changed once.
    if (isset($this->noted[$name]) || $this->subscriptions->followers($type, $id, 0, 1) === []) {
      return;
    }
    $this->noted[$name] = TRUE;
    if ($this->connection->inTransaction()) {
      $this->connection->transactionManager()->addPostTransactionCallback(function (bool $success) use ($name): void {
        if (!$success) {
          unset($this->noted[$name]);
        }
      });
    }
    $this->queue->add(self::QUEUE, $job + ['by' => (int) $this->account->id(), 'after' => 0]);
  }

  /**
   * Notes that an entity is about to be deleted, and who may know of it.
   *
   * Nobody can be asked later.
   */
  public function noteDeletion(EntityInterface $entity): void {
    [$type, $id] = [$entity->getEntityTypeId(), (string) $entity->id()];
    $after = 0;
    while (($uids = $this->subscriptions->followers($type, $id, $after, self::CHUNK)) !== []) {
      $after = end($uids);
      $names = [];
      foreach ($this->entityTypeManager->getStorage('user')->loadMultiple($uids) as $user) {
        if ($user instanceof UserInterface && $entity->access('view', $user)) {
          $names[(int) $user->id()] = (string) self::translated($entity, $user)->label();
        }
      }
      $this->queue->add(self::QUEUE, ['what' => Happening::Delete->value, 'type' => $type, 'id' => $id, 'names' => $names, 'by' => (int) $this->account->id()]);
    }
  }

  /**
   * Tells the next followers.
   *
   * @param array<string, mixed> $job
   *   An item of the queue.
   */
  public function work(array $job): void {
    $what = Happening::tryFrom((string) ($job['what'] ?? ''));
    if ($what === Happening::Delete) {
      $this->tellDeletion($job);
      return;
    }
    $entity = $this->load((string) $job['type'], (string) $job['id']);
    $comment = $what === Happening::Comment ? $this->load('comment', (string) $job['comment']) : NULL;
    if ($what === NULL || $entity === NULL || ($what === Happening::Comment && $comment === NULL)) {
      return;
    }
    $uids = $this->subscriptions->followers($entity->getEntityTypeId(), (string) $entity->id(), (int) $job['after'], self::CHUNK);
    if (count($uids) === self::CHUNK) {
      $this->queue->add(self::QUEUE, ['after' => end($uids)] + $job);
    }
    foreach ($this->recipients($uids, (int) $job['by']) as $user) {
      // Here and now, as this very user.
      if ($entity->access('view', $user) && ($comment === NULL || $comment->access('view', $user))) {
        $this->tellChange($user, self::translated($entity, $user), $comment, (int) $job['by']);
      }
    }
  }

  /**
   * Tells a user that something was changed or commented on.
   */
  private function tellChange(UserInterface $user, EntityInterface $entity, ?EntityInterface $comment, int $by): void {
    $options = ['langcode' => $user->getPreferredLangcode()];
    $name = $this->nameOf($by, $user);
    $url = $entity->toUrl('canonical', $comment === NULL ? [] : ['fragment' => 'comment-' . $comment->id()]);
    $values = ['@label' => (string) $entity->label(), '@name' => $name];
    $source = $entity->getEntityTypeId() . ':' . $entity->id();
    [$subject, $body] = $comment === NULL
      ? [$this->t('@label was changed', $values, $options), $name === '' ? '' : $this->t('By @name', $values, $options)]
      : [$name === '' ? $this->t('New comment on @label', $values, $options) : $this->t('@name commented on @label', $values, $options), (string) $comment->label()];
    $this->send(
      $user,
      self::plain($subject),
      self::plain($body),
      $url->toString(TRUE)->getGeneratedUrl(),
      $comment ?? $entity,
      $comment === NULL ? $source . ':update' : 'comment:' . $comment->id(),
      $comment === NULL,
    );
  }

  /**
   * Tells those who knew it that something is gone.
   *
   * @param array<string, mixed> $job
   *   An item of the queue.
   */
  private function tellDeletion(array $job): void {
    foreach ($this->recipients(array_keys((array) $job['names']), (int) $job['by']) as $user) {
      $options = ['langcode' => $user->getPreferredLangcode()];
      $subject = $this->t('@label was deleted', ['@label' => (string) $job['names'][(int) $user->id()]], $options);
      $this->send($user, self::plain($subject), '', NULL, NULL, $job['type'] . ':' . $job['id'] . ':delete', FALSE);
    }
  }

  /**
   * Sends by what the site has.
   */
  private function send(UserInterface $user, string $subject, string $body, ?string $link, ?EntityInterface $about, string $source, bool $renews): void {
    if ($this->notifier === NULL) {
      nodejs_send_user_message((string) $user->id(), $subject, $body);
      return;
    }
    $entity = $about === NULL ? NULL : [$about->getEntityTypeId(), (string) $about->id()];
    $notice = new Notice($subject, $body, category: self::CATEGORY, link: $link, entity: $entity, source: $source, renews: $renews);
    $this->notifier->tell([(string) $user->id()], $notice);
  }

  /**
   * Those of the users who are told: they are there, may follow, and didn't do it.
   *
   * @param list<int> $uids
   *   Users.
   * @param int $by
   *   Who did it.
   *
   * @return list<\Drupal\user\UserInterface>
   *   Users.
   */
  private function recipients(array $uids, int $by): array {
    $users = $this->entityTypeManager->getStorage('user')->loadMultiple(array_diff($uids, [$by]));
    return array_values(array_filter($users, static fn ($user): bool => $user instanceof UserInterface && $user->isActive() && $user->hasPermission('follow content')));
  }

  /**
   * An entity as it is now.
   */
  private function load(string $type, string $id): ?EntityInterface {
    return $this->entityTypeManager->hasDefinition($type) ? $this->entityTypeManager->getStorage($type)->load($id) : NULL;
  }

  /**
   * What a user is called, if another may know; "" else.
   */
  private function nameOf(int $uid, UserInterface $reader): string {
    $user = $uid === 0 ? NULL : $this->load('user', (string) $uid);
    return $user instanceof UserInterface && $user->access('view label', $reader) ? (string) $user->getDisplayName() : '';
  }

  /**
   * An entity in a user's language, where it is there in it.
   */
  private static function translated(EntityInterface $entity, UserInterface $user): EntityInterface {
    $langcode = $user->getPreferredLangcode();
    $translation = $entity instanceof TranslatableInterface && $entity->hasTranslation($langcode) ? $entity->getTranslation($langcode) : $entity;
    return !$translation instanceof AccessibleInterface || $translation->access('view', $user) ? $translation : $entity;
  }

  /**
   * A text without the markup that placeholders bring.
   */
  private static function plain(string|\Stringable $text): string {
    return html_entity_decode(strip_tags((string) $text), ENT_QUOTES);
  }

}
