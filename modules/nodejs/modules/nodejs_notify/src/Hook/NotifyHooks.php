<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify\Hook;

use Drupal\Component\Datetime\TimeInterface;
use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Database\DatabaseException;
use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\Core\Url;
use Drupal\nodejs\HelpPage;
use Drupal\nodejs\Severity as RequirementSeverity;
use Drupal\nodejs_notify\Broadcasts;
use Drupal\nodejs_notify\Inbox;
use Drupal\nodejs_notify\Notice;
use Drupal\nodejs_notify\Notifier;
use Drupal\nodejs_notify\Push\Devices;
use Drupal\nodejs_notify\Push\PushFailure;
use Drupal\nodejs_notify\Push\PushKeys;

/**
 * What the module does at Drupal's calls.
 */
final class NotifyHooks {

  use StringTranslationTrait;

  private const DAY = 86_400;

  public function __construct(
    private readonly ConfigFactoryInterface $configFactory,
    private readonly TimeInterface $time,
    private readonly Inbox $inbox,
    private readonly Notifier $notifier,
    private readonly Broadcasts $broadcasts,
    private readonly Devices $devices,
    private readonly PushKeys $pushKeys,
  ) {}

  /**
   * Implements hook_cron().
   */
  #[Hook('cron')]
  public function cron(): void {
    $this->broadcasts->sendDue();
    $before = $this->time->getRequestTime() - self::DAY * (int) $this->configFactory->get('nodejs_notify.settings')->get('keep_days');
    $this->inbox->prune($before);
    $this->broadcasts->prune($before);
  }

  /**
   * Implements hook_theme().
   *
   * @return array<string, array<string, mixed>>
   *   What templates show.
   */
  #[Hook('theme')]
  public function theme(): array {
    return [
      'nodejs_notify_bell' => ['variables' => ['url' => '', 'unread' => 0]],
      'nodejs_notify_notice' => [
        'variables' => [
          'id' => 0,
          'subject' => '',
          'body' => [],
          'severity' => 'status',
          'link' => NULL,
          'is_read' => FALSE,
          'time' => '',
          'ago' => '',
        ],
      ],
    ];
  }

  /**
   * Implements hook_nodejs_message_alter().
   *
   * What nodejs_send_user_message() tells is kept in the user's inbox too.
   */
  #[Hook('nodejs_message_alter')]
  public function nodejsMessageAlter(\stdClass $message): void {
    $callbacks = (array) ($message->callback ?? []);
    $data = is_object($message->data ?? NULL) ? get_object_vars($message->data) : (array) ($message->data ?? []);
    if (!in_array('nodejsNotify', $callbacks, TRUE) || !$this->configFactory->get('nodejs_notify.settings')->get('classic_inbox')
      || preg_match('/^(?:nodejs_user_|user:)(\d{1,10})$/D', (string) ($message->channel ?? ''), $found) !== 1) {
      return;
    }
    [$subject, $body] = array_map(static fn (string $name): string => is_scalar($data[$name] ?? NULL) ? (string) $data[$name] : '', ['subject', 'body']);
    if (trim($subject . $body) === '') {
      return;
    }
    $notice = new Notice(trim($subject) === '' ? $body : $subject, trim($subject) === '' ? '' : $body);
    $stored = $this->notifier->keep($found[1], $notice);
    if ($stored !== NULL) {
      $message->data = (object) ($this->notifier->wire($stored) + $data);
    }
  }

  /**
   * Implements hook_runtime_requirements().
   *
   * @return array<string, array<string, mixed>>
   *   Rows of the status report.
   */
  #[Hook('runtime_requirements')]
  public function runtimeRequirements(): array {
    $row = ['title' => $this->t('Notices to devices')];
    try {
      $this->pushKeys->pair();
      $row += [
        'value' => $this->formatPlural($this->devices->count(), 'Ready, one device', 'Ready, @count devices'),
        'severity' => RequirementSeverity::of('OK'),
      ];
    }
    catch (DatabaseException) {
      $row += [
        'value' => $this->t('Not possible'),
        'description' => $this->t('The tables are missing: run update.php.'),
        'severity' => RequirementSeverity::of('Error'),
      ];
    }
    catch (PushFailure $failure) {
      $row += [
        'value' => $this->t('Not possible'),
        'description' => $failure->getMessage(),
        'severity' => RequirementSeverity::of('Warning'),
      ];
    }
    return ['nodejs_notify_push' => $row];
  }

  /**
   * Implements hook_help().
   *
   * @return array<string, mixed>|null
   *   The help page.
   */
  #[Hook('help')]
  public function help(string $route_name): ?array {
    if ($route_name !== 'help.page.nodejs_notify') {
      return NULL;
    }
    $urls = [
      ':settings' => Url::fromRoute('nodejs_notify.settings')->toString(),
      ':broadcast' => Url::fromRoute('nodejs_notify.broadcast')->toString(),
      ':blocks' => Url::fromRoute('block.admin_display')->toString(),
      ':choices' => Url::fromRoute('nodejs_notify.choices')->toString(),
    ];
    return HelpPage::build([
      $this->t('Tells people something at once: as a toast on the page they are on, in a bell with an inbox, and on a phone or computer while the site is closed.'),
    ], [
      [$this->t('Placing the bell'), $this->t('Place the block "Bell with notices" on the <a href=":blocks">Block layout page</a>, for example in the header. The link "Notices" in the account menu leads to the inbox without it.', $urls)],
      [$this->t('Announcing'), $this->t('<a href=":broadcast">Announcements</a> go to everybody, to roles, to some users, or to whoever listens to a channel: now, or at a time, with the next run of cron.', $urls)],
      [$this->t('Choosing'), $this->t('Users choose <a href=":choices">which notices they get and where</a>. A device that they add gets notices until they log out there.', $urls)],
      [$this->t('Telling from code'), $this->t('The service Notifier tells users; nodejs_send_user_message() does too, and what it sends is kept in the inbox unless the <a href=":settings">settings</a> say otherwise. hook_nodejs_notify_categories() adds kinds of notices that users can do without.', $urls)],
    ]);
  }

}
