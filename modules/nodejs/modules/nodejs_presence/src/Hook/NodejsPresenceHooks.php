<?php

declare(strict_types=1);

namespace Drupal\nodejs_presence\Hook;

use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Entity\ContentEntityFormInterface;
use Drupal\Core\Entity\ContentEntityInterface;
use Drupal\Core\Entity\EntityFormInterface;
use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\Session\AccountProxyInterface;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\nodejs\Core\DeferredPublisher;
use Drupal\nodejs\Core\Publication;
use Drupal\nodejs\HelpPage;
use Drupal\nodejs_presence\Places;
use Drupal\nodejs_presence\Roster;
use Drupal\user\UserInterface;

/**
 * Shows people each other where they meet.
 */
final class NodejsPresenceHooks {

  use StringTranslationTrait;

  public function __construct(
    private readonly Roster $roster,
    private readonly Places $places,
    private readonly AccountProxyInterface $account,
    private readonly DeferredPublisher $publisher,
    private readonly ConfigFactoryInterface $configFactory,
  ) {}

  /**
   * Implements hook_nodejs_user_presence_list().
   *
   * @return list<string>
   *   User ids.
   */
  #[Hook('nodejs_user_presence_list')]
  public function userPresenceList(AccountInterface $account): array {
    return array_map(static fn (AccountInterface $observer): string => (string) $observer->id(), $this->roster->observersOf($account));
  }

  /**
   * Implements hook_nodejs_presence_notification_alter().
   */
  #[Hook('nodejs_presence_notification_alter')]
  public function presenceNotificationAlter(array &$notification, AccountInterface $account): void {
    $notification += $this->roster->nameOf($account, $notification['event']);
  }

  /**
   * Implements hook_js_settings_alter().
   *
   * Runs after the caches of rendered pages, so it may speak of the user.
   */
  #[Hook('js_settings_alter')]
  public function jsSettingsAlter(array &$settings): void {
    if (isset($settings['nodejs']) && $this->account->isAuthenticated() && $this->roster->isHidden($this->account)) {
      $settings['nodejsPresence']['hidden'] = TRUE;
      // Without tickets nothing on the page can take the user there, nor scripts
      // that listen to whatever the page names.
      foreach (array_keys($settings['nodejs']['tickets'] ?? []) as $channel) {
        if ($this->places->isPlace($channel)) {
          unset($settings['nodejs']['tickets'][$channel]);
        }
      }
    }
  }

  /**
   * Implements hook_form_alter().
   */
  #[Hook('form_alter')]
  public function formAlter(array &$form, FormStateInterface $form_state): void {
    $object = $form_state->getFormObject();
    if (!$object instanceof ContentEntityFormInterface || !in_array($object->getOperation(), ['default', 'edit'], TRUE)) {
      return;
    }
    $entity = $object->getEntity();
    $isWanted = $this->configFactory->get('nodejs_presence.settings')->get('forms');
    if ($isWanted && !$entity->isNew() && !$entity instanceof UserInterface) {
      $form['nodejs_presence'] = $this->places->show($this->places->ofEdit($entity), 'edit') + ['#weight' => -1000];
    }
  }

  /**
   * Implements hook_form_FORM_ID_alter() for user_form.
   */
  #[Hook('form_user_form_alter')]
  public function userFormAlter(array &$form, FormStateInterface $form_state): void {
    $object = $form_state->getFormObject();
    $user = $object instanceof EntityFormInterface ? $object->getEntity() : NULL;
    if (!$user instanceof UserInterface || $user->isNew() || !$user->hasPermission('view nodejs presence')) {
      return;
    }
    $form['nodejs_presence_hidden'] = [
      '#type' => 'checkbox',
      '#title' => $this->t("Don't show others that I am here"),
      '#description' => $this->t('You then appear neither among those who are online nor on the pages that you view or edit, and you do not see others there either.'),
      '#default_value' => $this->roster->isHidden($user),
      '#weight' => 90,
    ];
    $form['actions']['submit']['#submit'][] = [self::class, 'hide'];
  }

  /**
   * Keeps what a user chose.
   */
  public static function hide(array &$form, FormStateInterface $form_state): void {
    $object = $form_state->getFormObject();
    $user = $object instanceof EntityFormInterface ? $object->getEntity() : NULL;
    if ($user instanceof UserInterface) {
      \Drupal::service(Roster::class)->hide($user, (bool) $form_state->getValue('nodejs_presence_hidden'));
    }
  }

  /**
   * Implements hook_entity_update().
   */
  #[Hook('entity_update')]
  public function entityUpdate(EntityInterface $entity): void {
    if (!$entity instanceof ContentEntityInterface || $entity instanceof UserInterface || !$this->configFactory->get('nodejs_presence.settings')->get('forms')) {
      return;
    }
    $isSeen = $this->account->isAuthenticated() && $this->account->hasPermission('view nodejs presence') && !$this->roster->isHidden($this->account);
    $name = $isSeen ? (string) $this->account->getDisplayName() : NULL;
    $this->publisher->publish(new Publication($this->places->ofEdit($entity), ['saved' => TRUE, 'name' => $name], durable: FALSE));
  }

  /**
   * Implements hook_help().
   *
   * @return array<string, mixed>|null
   *   The help page.
   */
  #[Hook('help')]
  public function help(string $route_name): ?array {
    if ($route_name !== 'help.page.nodejs_presence') {
      return NULL;
    }
    return HelpPage::build([
      $this->t('Shows who is here. Only users with the permission “See who is here” see others, and only they are seen.'),
    ], [
      [$this->t('Who is online'), $this->t('Place the block “Who is online”. The settings say who can see whom: everybody, those with a role in common, friends by a flag, members of the same group.')],
      [$this->t('Who views this page'), $this->t('Place the block “Who views this page”.')],
      [$this->t('Who edits this'), $this->t('When two people open the same content to edit it, both are told at once. When one saves, the other is told before overwriting it.')],
      [$this->t('Not being seen'), $this->t('In their account users can say that others are not shown that they are here.')],
    ]);
  }

}
