<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\Component\Serialization\Json;
use Drupal\Core\Cache\CacheableMetadata;
use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Form\FormBuilderInterface;
use Drupal\Core\Render\Markup;
use Drupal\Core\Security\TrustedCallbackInterface;
use Drupal\Core\Session\AccountProxyInterface;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\Core\Template\Attribute;
use Drupal\Core\Url;
use Drupal\chatroom\Form\PostForm;
use Drupal\node\NodeInterface;
use Drupal\nodejs\PageSettings;

/**
 * Puts a chat on a page.
 */
final class Mount implements TrustedCallbackInterface {

  use StringTranslationTrait;

  public function __construct(
    private readonly AccountProxyInterface $account,
    private readonly ConfigFactoryInterface $configFactory,
    private readonly PageSettings $pageSettings,
    private readonly Words $words,
    private readonly Rooms $rooms,
    private readonly RoomAccess $access,
    private readonly ContentRooms $contentRooms,
    private readonly Lines $lines,
    private readonly FormBuilderInterface $forms,
    private readonly NodeRepository $nodes,
    private readonly Commands $commands,
  ) {}

  /**
   * {@inheritdoc}
   */
  public static function trustedCallbacks(): array {
    return ['lazy', 'lazyConnected', 'lazyDrawer'];
  }

  /**
   * A chat that caches of pages may hold the place of, filled for whoever looks.
   *
   * @param string $room
   *   The room's name.
   * @param string $place
   *   Block or content, in small letters.
   * @param \Drupal\node\NodeInterface|null $node
   *   The node whose room it is, into which comes who may view it.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  public function placeholder(string $room, string $place, ?NodeInterface $node = NULL): array {
    return [
      '#lazy_builder' => [self::class . ':lazy', [$room, $place, (int) $node?->id()]],
      '#create_placeholder' => TRUE,
      '#lazy_builder_preview' => ['#markup' => ''],
    ];
  }

  /**
   * Fills a placeholder.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  public function lazy(string $name, string $place, int $nid): array {
    $cache = ['#cache' => ['contexts' => ['user'], 'max-age' => 0]];
    $room = $this->rooms->load($name);
    if ($room === NULL) {
      return $cache;
    }
    $node = $nid > 0 ? $this->nodes->load($nid) : NULL;
    if ($node !== NULL) {
      $this->contentRooms->enter($room, $node, $this->account);
    }
    return $this->access->role($room, $this->account) === NULL ? $cache : $this->build($room, $place) + $cache;
  }

  /**
   * Who is in a room, filled for whoever looks.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  public function connected(string $room): array {
    return ['#lazy_builder' => [self::class . ':lazyConnected', [$room]], '#create_placeholder' => TRUE, '#lazy_builder_preview' => ['#markup' => '']];
  }

  /**
   * Fills the placeholder of who is there.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  public function lazyConnected(string $name): array {
    $room = $this->rooms->load($name);
    $build = ['#cache' => ['contexts' => ['user'], 'max-age' => 0]];
    if ($room === NULL || $this->access->role($room, $this->account) === NULL) {
      return $build;
    }
    return $this->element('chat-connected', ['room' => $room->name, 'href' => Url::fromRoute('chatroom.room', ['room' => $room->name])->toString()]) + $build;
  }

  /**
   * The chat behind a button, filled for whoever looks.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  public function drawer(): array {
    return ['#lazy_builder' => [self::class . ':lazyDrawer', []], '#create_placeholder' => TRUE, '#lazy_builder_preview' => ['#markup' => '']];
  }

  /**
   * Fills the placeholder of the chat behind a button.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  public function lazyDrawer(): array {
    return $this->element('chat-drawer', []) + ['#cache' => ['contexts' => ['user'], 'max-age' => 0]];
  }

  /**
   * One of the script's elements that is nothing without it.
   *
   * @param string $tag
   *   Its name.
   * @param array<string, string> $attributes
   *   What it has to know.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  private function element(string $tag, array $attributes): array {
    $build = ['#type' => 'html_tag', '#tag' => $tag, '#attributes' => $attributes + ['data-chatroom' => $this->self()], '#value' => ''];
    $this->attach($build);
    return $build;
  }

  /**
   * A chat, for the page of this request and whoever asked for it.
   *
   * @param \Drupal\chatroom\Room|null $room
   *   The room that is open first.
   * @param string $place
   *   Page, block or content, in small letters.
   * @param int $before
   *   Without script: the lines before this `seq`.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  public function build(?Room $room, string $place, int $before = PHP_INT_MAX): array {
    $attributes = new Attribute(['data-chatroom' => $this->self(), 'data-chatroom-place' => $place]);
    if ($room !== NULL) {
      $attributes->setAttribute('room', $room->name);
    }
    if ($place !== 'page') {
      $attributes->setAttribute('single', '');
    }
    $rows = $room === NULL || $place !== 'page' ? [] : $this->lines->newest($room, $before);
    $build = [
      '#theme' => 'chatroom',
      '#attributes' => $attributes,
      '#title' => $room?->title,
      '#lines' => array_map($this->plain(...), $rows),
      '#older' => $rows !== [] && $room !== NULL && count($rows) === 50 ? Url::fromRoute('chatroom.room', ['room' => $room->name], ['query' => ['before' => $rows[0]->seq]])->toString() : NULL,
      '#form' => $room !== NULL && $place === 'page' ? $this->forms->getForm(PostForm::class, $room->name) : [],
    ];
    $this->attach($build);
    return $build;
  }

  /**
   * Attaches the script and what it has to know of the site.
   *
   * @param array<string, mixed> $build
   *   A render array.
   */
  public function attach(array &$build): void {
    $cacheability = CacheableMetadata::createFromRenderArray($build);
    $settings = $this->pageSettings->get($cacheability);
    $config = $this->configFactory->get('chatroom.settings');
    $cacheability->addCacheableDependency($config)->addCacheContexts(['languages:language_interface'])->applyTo($build);
    if ($settings === NULL) {
      return;
    }
    $build['#attached']['library'][] = 'chatroom/chatroom';
    $build['#attached']['drupalSettings']['nodejs'] = $settings;
    $build['#attached']['drupalSettings']['chatroom'] = [
      'words' => $this->words->all(),
      'base' => Url::fromRoute('chatroom.page')->toString(),
      'token' => Url::fromRoute('system.csrftoken')->toString(),
      'badge' => (bool) $config->get('badge'),
      'title' => (bool) $config->get('title'),
      'uploads' => Uploads::isPossible(),
      'commands' => $this->commands->all(),
      'emojis' => $this->pageSettings->asset('chatroom', 'js/dist/emojis.json'),
      'previews' => ['url' => Url::fromRoute('chatroom.preview')->toString(), 'root' => Url::fromRoute('<front>')->toString()],
    ];
  }

  /**
   * Who looks, as the script wants it.
   */
  private function self(): string {
    return Json::encode([
      'uid' => (int) $this->account->id(),
      'name' => $this->account->isAuthenticated() ? (string) $this->account->getDisplayName() : '',
    ]);
  }

  /**
   * A line for a page without script.
   *
   * @return array<string, mixed>
   *   As the template wants it.
   */
  private function plain(\stdClass $row): array {
    return [
      'seq' => (int) $row->seq,
      'name' => $row->name === '' ? $this->t('Guest') : $row->name,
      'created' => intdiv((int) $row->created, 1000),
      // Made safe by the push server's one renderer when the line was written.
      'html' => Markup::create($row->html),
      'gone' => (int) $row->deleted > 0,
    ];
  }

}
