<?php

declare(strict_types=1);

namespace Drupal\chatroom\Hook;

use Drupal\chatroom\Digest;
use Drupal\chatroom\Room;
use Drupal\Component\Utility\Html;
use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Entity\EntityFormInterface;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\Render\Markup;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\Core\Url;
use Drupal\user\UserDataInterface;
use Drupal\user\UserInterface;

/**
 * The mail to who was away, and where each person does without it.
 */
final class ChatroomMailHooks {

  use StringTranslationTrait;

  public function __construct(
    private readonly ConfigFactoryInterface $configFactory,
    private readonly UserDataInterface $userData,
  ) {}

  /**
   * Implements hook_mail().
   *
   * @param string $key
   *   The one mail there is, "digest".
   * @param array<string, mixed> $message
   *   The mail.
   * @param array<string, mixed> $params
   *   The account and what it missed.
   */
  #[Hook('mail')]
  public function mail(string $key, array &$message, array $params): void {
    if ($key !== 'digest' || !$params['account'] instanceof UserInterface) {
      return;
    }
    $language = ['langcode' => $message['langcode']];
    $site = (string) $this->configFactory->get('system.site')->get('name');
    $message['subject'] = (string) $this->t('What you missed in the chat of @site', ['@site' => $site], $language);
    $message['body'][] = $this->t('Hello @name,', ['@name' => $params['account']->getDisplayName()], $language);
    foreach ($params['missed'] as ['room' => $room, 'count' => $count, 'lines' => $lines]) {
      assert($room instanceof Room);
      $heading = $this->formatPlural($count, '@room: one message', '@room: @count messages', ['@room' => $room->title], $language);
      // The body of a mail is markup until it is sent; what people typed is none.
      $texts = array_map(fn (array $line): string => '- ' . Html::escape(($line['name'] === '' ? (string) $this->t('Guest', [], $language) : $line['name']) . ': ' . $line['text']), $lines);
      $address = Url::fromRoute('chatroom.room', ['room' => $room->name], ['absolute' => TRUE])->toString();
      $message['body'][] = Markup::create(implode("\n", [$heading, ...$texts, $address]));
    }
    $settings = Url::fromRoute('entity.user.edit_form', ['user' => $params['account']->id()], ['absolute' => TRUE])->toString();
    $message['body'][] = $this->t('You may do without these mails in your account: @url', ['@url' => $settings], $language);
  }

  /**
   * Implements hook_form_FORM_ID_alter() for user_form.
   *
   * @param array<string, mixed> $form
   *   The account's form.
   * @param \Drupal\Core\Form\FormStateInterface $form_state
   *   Its state.
   */
  #[Hook('form_user_form_alter')]
  public function formUserFormAlter(array &$form, FormStateInterface $form_state): void {
    $account = self::accountOf($form_state);
    if ($account === NULL || $account->isNew() || (int) $this->configFactory->get('chatroom.settings')->get('digest_after') === 0 || !$account->hasPermission('use chatroom')) {
      return;
    }
    $form['chatroom'] = [
      '#type' => 'details',
      '#title' => $this->t('Chat'),
      '#open' => TRUE,
      '#weight' => 10,
      'chatroom_digest' => [
        '#type' => 'checkbox',
        '#title' => $this->t('Mail me what I missed in the chat while I was away'),
        '#default_value' => !$this->userData->get('chatroom', (int) $account->id(), Digest::REFUSED),
      ],
    ];
    $form['actions']['submit']['#submit'][] = [self::class, 'submitUserForm'];
  }

  /**
   * Keeps what the person chose.
   *
   * @param array<string, mixed> $form
   *   The account's form.
   * @param \Drupal\Core\Form\FormStateInterface $form_state
   *   Its state.
   */
  public static function submitUserForm(array $form, FormStateInterface $form_state): void {
    \Drupal::service(self::class)->keepChoice($form_state);
  }

  /**
   * Keeps what the person of a submitted form chose.
   */
  public function keepChoice(FormStateInterface $form_state): void {
    $account = self::accountOf($form_state);
    if ($account === NULL) {
      return;
    }
    $uid = (int) $account->id();
    if ($form_state->getValue('chatroom_digest')) {
      $this->userData->delete('chatroom', $uid, Digest::REFUSED);
    }
    else {
      $this->userData->set('chatroom', $uid, Digest::REFUSED, 1);
    }
  }

  /**
   * Whose form it is.
   */
  private static function accountOf(FormStateInterface $form_state): ?UserInterface {
    $form_object = $form_state->getFormObject();
    $account = $form_object instanceof EntityFormInterface ? $form_object->getEntity() : NULL;
    return $account instanceof UserInterface ? $account : NULL;
  }

}
