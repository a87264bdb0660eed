<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\Component\Datetime\TimeInterface;
use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Database\Connection;
use Drupal\Core\Database\Query\SelectInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Mail\MailManagerInterface;
use Drupal\Core\State\StateInterface;
use Drupal\user\UserDataInterface;
use Drupal\user\UserInterface;

/**
 * Mails to who was away what they missed: what each room's level lets through.
 *
 * Told is every line in direct talk and in rooms of which somebody wants to
 * hear all, mentions elsewhere, nothing of quiet rooms; what was told is never
 * told again.
 */
final class Digest {

  /**
   * What an account says of it, and when it was last told, in user.data of "chatroom".
   */
  public const REFUSED = 'no_digest';
  private const TOLD = 'digest_told';

  /**
   * Which account the last run got to.
   */
  public const REACHED = 'chatroom.digest';

  /**
   * Seconds after which nobody is told any more: who was away before the site sent mails isn't woken by them.
   */
  private const OLDEST = 30 * 86400;

  private const ACCOUNTS = 50;
  private const LINES = 5;

  public function __construct(
    private readonly Connection $database,
    private readonly ConfigFactoryInterface $configFactory,
    private readonly EntityTypeManagerInterface $entityTypes,
    private readonly RoomAccess $access,
    private readonly Rooms $rooms,
    private readonly UserDataInterface $userData,
    private readonly MailManagerInterface $mail,
    private readonly StateInterface $state,
    private readonly TimeInterface $time,
  ) {}

  /**
   * Mails to some accounts; the next run goes on with the others.
   *
   * @return int
   *   How many were written to.
   */
  public function send(): int {
    $hours = (int) $this->configFactory->get('chatroom.settings')->get('digest_after');
    if ($hours === 0) {
      return 0;
    }
    $since = $this->time->getRequestTime() - $hours * 3600;
    $uids = $this->away($since, (int) $this->state->get(self::REACHED, 0));
    $this->state->set(self::REACHED, count($uids) < self::ACCOUNTS ? 0 : end($uids));
    $sent = 0;
    foreach ($this->entityTypes->getStorage('user')->loadMultiple($uids) as $account) {
      if ($account instanceof UserInterface && $this->tell($account, $since)) {
        $sent++;
      }
    }
    return $sent;
  }

  /**
   * Accounts that weren't here since a moment and may have missed something.
   *
   * @return list<int>
   *   Their ids.
   */
  private function away(int $since, int $after): array {
    $query = $this->database->select('chatroom_reader', 'reader')->fields('reader', ['uid'])->distinct();
    $query->join('users_field_data', 'account', '[account].[uid] = [reader].[uid] AND [account].[default_langcode] = 1');
    $query->join('chatroom_room', 'room', '[room].[rid] = [reader].[rid]');
    return array_map(intval(...), $query
      ->condition('reader.uid', $after, '>')
      ->condition('reader.notify', 'nothing', '<>')
      ->where('[room].[head_seq] > [reader].[read_seq]')
      ->condition('account.status', 1)
      ->condition('account.access', $since, '<')
      ->orderBy('reader.uid')
      ->range(0, self::ACCOUNTS)
      ->execute()?->fetchCol() ?? []);
  }

  /**
   * Writes to an account, unless it wants none, was written to lately, or missed nothing.
   */
  private function tell(UserInterface $account, int $since): bool {
    $uid = (int) $account->id();
    $told = (int) $this->userData->get('chatroom', $uid, self::TOLD);
    if ((string) $account->getEmail() === '' || $told > $since || $this->userData->get('chatroom', $uid, self::REFUSED)) {
      return FALSE;
    }
    $roles = $this->access->roles($account);
    $now = $this->time->getCurrentTime();
    $missed = [];
    $counts = $this->missed(array_keys($roles), $uid, max($told, $now - self::OLDEST) * 1000);
    foreach ($counts === [] ? [] : $this->rooms->find(['rid' => array_keys($counts)]) as $room) {
      $missed[] = ['room' => $room] + $counts[$room->rid];
    }
    if ($missed === []) {
      return FALSE;
    }
    $result = $this->mail->mail('chatroom', 'digest', (string) $account->getEmail(), $account->getPreferredLangcode(), ['account' => $account, 'missed' => $missed]);
    if ($result['result'] === FALSE || $result['result'] === NULL) {
      // Nobody was told; the next run tries again.
      return FALSE;
    }
    $this->userData->set('chatroom', $uid, self::TOLD, $now);
    return TRUE;
  }

  /**
   * What an account missed.
   *
   * @param array<int> $rids
   *   Its rooms.
   * @param int $uid
   *   The account.
   * @param int $after
   *   What is older than this doesn't count, in milliseconds since 1970.
   *
   * @return array<int, array{count: int, lines: list<array{name: string, text: string}>}>
   *   How many lines, and the newest of them, by room.
   */
  private function missed(array $rids, int $uid, int $after): array {
    if ($rids === []) {
      return [];
    }
    $query = $this->database->select('chatroom_message', 'message');
    $query->join('chatroom_room', 'room', '[room].[rid] = [message].[rid]');
    $query->join('chatroom_reader', 'reader', '[reader].[rid] = [message].[rid] AND [reader].[uid] = :reader', [':reader' => $uid]);
    $query->leftJoin('chatroom_mention', 'mention', '[mention].[rid] = [message].[rid] AND [mention].[seq] = [message].[seq] AND [mention].[uid] = :mentioned', [':mentioned' => $uid]);
    $query
      ->condition('message.rid', $rids, 'IN')
      ->where('[message].[seq] > [reader].[read_seq]')
      ->condition('message.created', $after, '>')
      ->condition('message.uid', $uid, '<>')
      ->condition('message.deleted', 0)
      ->condition('reader.notify', 'nothing', '<>')
      ->condition($query->orConditionGroup()->condition('reader.notify', 'all')->condition('room.kind', 'direct')->condition('message.calls', 'all')->isNotNull('mention.uid'));
    $counting = clone $query;
    $counting->addField('message', 'rid');
    $counting->addExpression('COUNT(*)', 'missed');
    $counts = $counting->groupBy('message.rid')->execute()?->fetchAllKeyed() ?? [];
    $missed = [];
    foreach ($counts as $rid => $count) {
      $newest = (clone $query)->fields('message', ['name', 'html'])->condition('message.rid', $rid);
      $missed[(int) $rid] = ['count' => (int) $count, 'lines' => $this->lines($newest)];
    }
    return $missed;
  }

  /**
   * The newest lines of a query, the oldest of them first.
   *
   * @return list<array{name: string, text: string}>
   *   Plain texts.
   */
  private function lines(SelectInterface $query): array {
    $rows = $query->orderBy('message.seq', 'DESC')->range(0, self::LINES)->execute()?->fetchAll() ?? [];
    return array_reverse(array_map(static fn (\stdClass $row): array => [
      'name' => $row->name,
      'text' => mb_substr(PlainText::of($row->html), 0, 200),
    ], array_values($rows)));
  }

}
