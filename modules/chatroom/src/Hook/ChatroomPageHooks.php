<?php

declare(strict_types=1);

namespace Drupal\chatroom\Hook;

use Drupal\chatroom\Mount;
use Drupal\chatroom\RoomAccess;
use Drupal\chatroom\Rooms;
use Drupal\chatroom\Uploads;
use Drupal\Core\Cache\CacheableMetadata;
use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\Session\AccountProxyInterface;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\Core\Url;
use Drupal\nodejs\HelpPage;

/**
 * What pages have of the chat beside the chat itself.
 */
final class ChatroomPageHooks {

  use StringTranslationTrait;

  public function __construct(
    private readonly AccountProxyInterface $account,
    private readonly ConfigFactoryInterface $configFactory,
    private readonly Mount $mount,
    private readonly Uploads $uploads,
    private readonly Rooms $rooms,
    private readonly RoomAccess $access,
  ) {}

  /**
   * Implements hook_page_attachments().
   *
   * Links to the chat tell what is unread, on every page of who uses it.
   */
  #[Hook('page_attachments')]
  public function pageAttachments(array &$attachments): void {
    $config = $this->configFactory->get('chatroom.settings');
    CacheableMetadata::createFromRenderArray($attachments)
      ->addCacheableDependency($config)
      ->addCacheContexts(['user.permissions', 'user.roles:authenticated'])
      ->applyTo($attachments);
    if ($config->get('badge') && $this->account->isAuthenticated() && $this->account->hasPermission('use chatroom')) {
      $this->mount->attach($attachments);
    }
  }

  /**
   * Implements hook_theme().
   *
   * @return array<string, mixed>
   *   The template of a chat.
   */
  #[Hook('theme')]
  public function theme(): array {
    return ['chatroom' => ['variables' => ['attributes' => [], 'title' => NULL, 'lines' => [], 'older' => NULL, 'form' => []]]];
  }

  /**
   * Implements hook_file_download().
   *
   * The files of rooms have a way out of their own, so that each look asks for the room's access.
   *
   * @return int|null
   *   -1 to refuse; NULL for files of others.
   */
  #[Hook('file_download')]
  public function fileDownload(string $uri): ?int {
    return str_starts_with($uri, 'private://chatroom/') ? -1 : NULL;
  }

  /**
   * Implements hook_nodejs_notify_categories().
   *
   * @return array<string, \Drupal\Core\StringTranslation\TranslatableMarkup>
   *   What people may do without.
   */
  #[Hook('nodejs_notify_categories')]
  public function notifyCategories(): array {
    return ['chatroom' => $this->t('Mentions of me in the chat')];
  }

  /**
   * Implements hook_help().
   *
   * @return array<string, mixed>|null
   *   The help page.
   */
  #[Hook('help')]
  public function help(string $route_name): ?array {
    if ($route_name !== 'help.page.chatroom') {
      return NULL;
    }
    return HelpPage::build([
      $this->t('Group chat: rooms of groups, of content and of the whole site. Lines are in the database before anybody is told of them, so that nothing gets lost and nothing comes twice.'),
    ], [
      [$this->t('Rooms'), $this->t('Each group of Organic Groups or Group has a room by itself, whose members are the group’s. Types of content that have a room each are chosen on the <a href=":settings">settings page</a>; rooms of the site, whose members are roles, are made on the <a href=":rooms">list of rooms</a>.', [
        ':settings' => Url::fromRoute('chatroom.settings')->toString(),
        ':rooms' => Url::fromRoute('chatroom.rooms')->toString(),
      ])],
      [$this->t('Places'), $this->t('All own rooms are on <a href=":page">one page</a>. The blocks “Chat” and “Connected” show one room; a room of content is a part of the content’s display.', [':page' => Url::fromRoute('chatroom.page')->toString()])],
      [$this->t('Keeping order'), $this->t('Moderators mute, ban, pin and take lines away in the chat itself. Here are the <a href=":flags">reported lines</a>, and for each room its log, its export and its settings.', [':flags' => Url::fromRoute('chatroom.flags')->toString()])],
    ]);
  }

}
