<?php

declare(strict_types=1);

namespace Drupal\chatroom\Command;

use Drupal\chatroom\Role;
use Drupal\chatroom\Room;
use Drupal\chatroom\RoomAccess;
use Drupal\chatroom\Sanctions;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\nodejs\Core\Refusal;

/**
 * Has moderators put somebody out: "/kick NAME reason" for minutes, "/ban NAME reason" for good.
 */
final class HoldBack implements Command {

  use StringTranslationTrait;

  /**
   * Words that a name may have.
   */
  private const NAME_WORDS = 6;

  /**
   * Makes one of the two.
   *
   * @param string $name
   *   How it is called.
   * @param int $seconds
   *   For how long; 0 for good.
   * @param \Drupal\chatroom\RoomAccess $access
   *   Who is what in a room.
   * @param \Drupal\chatroom\Sanctions $sanctions
   *   What is imposed.
   * @param \Drupal\Core\Entity\EntityTypeManagerInterface $entityTypes
   *   Finds accounts.
   */
  public function __construct(
    private readonly string $name,
    private readonly int $seconds,
    private readonly RoomAccess $access,
    private readonly Sanctions $sanctions,
    private readonly EntityTypeManagerInterface $entityTypes,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function name(): string {
    return $this->name;
  }

  /**
   * {@inheritdoc}
   */
  public function hint(): TranslatableMarkup {
    return $this->seconds === 0
      ? $this->t('NAME reason: bans somebody from this room')
      : $this->formatPlural(intdiv($this->seconds, 60), 'NAME reason: puts somebody out for a minute', 'NAME reason: puts somebody out for @count minutes');
  }

  /**
   * {@inheritdoc}
   */
  public function run(Room $room, AccountInterface $account, string $text): string {
    $own = $this->access->role($room, $account);
    // As the push server has it: who is muted keeps no order.
    if ($own === NULL || !$own->isAtLeast(Role::Moderator) || $this->access->isMuted($room, $account)) {
      throw new Refusal(403, (string) $this->t('Only moderators may do this.'));
    }
    [$other, $reason] = $this->whom($text);
    $role = $this->access->role($room, $other);
    if ($role === NULL) {
      throw new Refusal(404, (string) $this->t('@name isn’t in this room.', ['@name' => $other->getDisplayName()]));
    }
    if ($role->isAtLeast($own)) {
      throw new Refusal(403, (string) $this->t('@name is your equal here or above you.', ['@name' => $other->getDisplayName()]));
    }
    $this->sanctions->impose($room, (int) $other->id(), 'ban', $this->seconds, $reason, (int) $account->id());
    return (string) $this->t('@name is put out.', ['@name' => $other->getDisplayName()]);
  }

  /**
   * Reads a name, which may have spaces, and the reason behind it.
   *
   * @return array{\Drupal\Core\Session\AccountInterface, string}
   *   The account and the reason.
   */
  private function whom(string $text): array {
    $words = preg_split('/\s+/', ltrim(trim($text), '@'), -1, PREG_SPLIT_NO_EMPTY) ?: [];
    for ($count = min(count($words), self::NAME_WORDS); $count > 0; $count--) {
      $name = implode(' ', array_slice($words, 0, $count));
      $found = $this->entityTypes->getStorage('user')->loadByProperties(['name' => $name]);
      $account = reset($found);
      if ($account instanceof AccountInterface && $account->isAuthenticated()) {
        return [$account, implode(' ', array_slice($words, $count))];
      }
    }
    throw new Refusal(404, (string) $this->t('There is nobody of this name.'));
  }

}
