<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify\Form;

use Drupal\Component\Datetime\TimeInterface;
use Drupal\Core\Datetime\DateFormatterInterface;
use Drupal\Core\Datetime\DrupalDateTime;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Form\FormBase;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\Url;
use Drupal\nodejs_notify\Broadcast;
use Drupal\nodejs_notify\Broadcasts;
use Drupal\nodejs_notify\Notice;
use Drupal\nodejs_notify\NoticeText;
use Drupal\nodejs_notify\Severity;

/**
 * Announces something: to whom, how urgently, and when.
 */
final class BroadcastForm extends FormBase {

  use AutowireTrait;

  public function __construct(
    protected Broadcasts $broadcasts,
    protected EntityTypeManagerInterface $entityTypeManager,
    protected TimeInterface $time,
    protected DateFormatterInterface $dates,
    protected NoticeText $text,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'nodejs_notify_broadcast';
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state): array {
    $only = static fn (string $audience): array => [
      'visible' => [':input[name="audience"]' => ['value' => $audience]],
      'required' => [':input[name="audience"]' => ['value' => $audience]],
    ];
    $form['subject'] = [
      '#type' => 'textfield',
      '#title' => $this->t('Subject'),
      '#maxlength' => Notice::SUBJECT,
      '#required' => TRUE,
    ];
    $form['body'] = [
      '#type' => 'text_format',
      '#title' => $this->t('Text'),
      '#description' => $this->t('Toasts show its beginning as plain text, the inbox has it whole.'),
      '#rows' => 4,
      '#format' => 'plain_text',
    ];
    $form['link'] = [
      '#type' => 'textfield',
      '#title' => $this->t('Link'),
      '#description' => $this->t('Where it leads, if anywhere: a path such as %path, or an address such as %address.', ['%path' => '/node/12', '%address' => 'https://example.com/']),
      '#maxlength' => 2048,
    ];
    $form['severity'] = [
      '#type' => 'radios',
      '#title' => $this->t('Severity'),
      '#options' => [
        Severity::Status->value => $this->t('For information'),
        Severity::Warning->value => $this->t('Warning'),
        Severity::Error->value => $this->t('Urgent: it stays until it is closed'),
      ],
      '#default_value' => Severity::Status->value,
    ];
    $form['audience'] = [
      '#type' => 'radios',
      '#title' => $this->t('To'),
      '#options' => [
        'everyone' => $this->t('Everybody, visitors too'),
        'roles' => $this->t('Roles'),
        'users' => $this->t('Users'),
        'channel' => $this->t('Whoever listens to a channel'),
      ],
      '#default_value' => 'everyone',
    ];
    $form['roles'] = [
      '#type' => 'checkboxes',
      '#title' => $this->t('Roles'),
      '#options' => $this->roles(),
      '#states' => ['visible' => $only('roles')['visible']],
    ];
    $form['users'] = [
      '#type' => 'entity_autocomplete',
      '#title' => $this->t('Users'),
      '#target_type' => 'user',
      '#selection_settings' => ['include_anonymous' => FALSE],
      '#tags' => TRUE,
      '#states' => $only('users'),
    ];
    $form['channel'] = [
      '#type' => 'textfield',
      '#title' => $this->t('Channel'),
      '#description' => $this->t('It is shown to whoever listens, and kept in no inbox.'),
      '#maxlength' => 128,
      '#states' => $only('channel'),
    ];
    $form['send_at'] = [
      '#type' => 'datetime',
      '#title' => $this->t('When'),
      '#description' => $this->t('Empty: now. A later time is met with the next run of cron.'),
    ];
    $form['preview'] = ['#type' => 'container', '#attributes' => ['id' => 'nodejs-notify-preview', 'aria-live' => 'polite']];
    if ($form_state->get('preview') instanceof Notice) {
      $form['preview']['look'] = $this->preview($form_state->get('preview'));
    }
    $form['actions'] = ['#type' => 'actions'];
    $form['actions']['submit'] = ['#type' => 'submit', '#value' => $this->t('Announce'), '#button_type' => 'primary'];
    $form['actions']['preview'] = [
      '#type' => 'submit',
      '#value' => $this->t('Preview'),
      '#submit' => ['::showPreview'],
      '#ajax' => ['callback' => '::previewed', 'wrapper' => 'nodejs-notify-preview'],
    ];
    $form['latest'] = $this->latest();
    return $form;
  }

  /**
   * {@inheritdoc}
   */
  public function validateForm(array &$form, FormStateInterface $form_state): void {
    $link = trim((string) $form_state->getValue('link'));
    if ($link !== '' && !Notice::leadsSomewhere($link)) {
      $form_state->setErrorByName('link', $this->t('The link begins with /, https:// or http://.'));
    }
    $audience = (string) $form_state->getValue('audience');
    $missing = [
      'roles' => $this->t('Choose a role.'),
      'users' => $this->t('Name a user.'),
      'channel' => $this->t('Name a channel.'),
    ];
    if (isset($missing[$audience]) && $this->targets($form_state) === []) {
      $form_state->setErrorByName($audience, $missing[$audience]);
    }
    elseif ($audience === 'channel' && !Broadcasts::isChannel($this->targets($form_state)[0])) {
      $form_state->setErrorByName('channel', $this->t('This is no name of a channel for announcements.'));
    }
  }

  /**
   * {@inheritdoc}
   */
  public function submitForm(array &$form, FormStateInterface $form_state): void {
    $date = $form_state->getValue('send_at');
    $now = $this->time->getCurrentTime();
    $at = $date instanceof DrupalDateTime ? (int) $date->getTimestamp() : $now;
    $this->broadcasts->schedule($this->notice($form_state), (string) $form_state->getValue('audience'), $this->targets($form_state), $at, (int) $this->currentUser()->id());
    $at > $now
      ? $this->messenger()->addStatus($this->t('The announcement will be made on @date.', ['@date' => $this->dates->format($at)]))
      : $this->messenger()->addStatus($this->t('The announcement is made.'));
  }

  /**
   * Has the preview shown.
   */
  public function showPreview(array &$form, FormStateInterface $form_state): void {
    $form_state->set('preview', $this->notice($form_state))->setRebuild();
  }

  /**
   * Gives the part of the form that the preview changes.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  public function previewed(array &$form): array {
    return $form['preview'];
  }

  /**
   * What is announced.
   */
  private function notice(FormStateInterface $form_state): Notice {
    $body = (array) $form_state->getValue('body');
    $format = (string) ($body['format'] ?? 'plain_text');
    $link = trim((string) $form_state->getValue('link'));
    return new Notice(
      (string) $form_state->getValue('subject'),
      (string) ($body['value'] ?? ''),
      Severity::from((string) $form_state->getValue('severity')),
      'broadcast',
      $link === '' ? NULL : $link,
      $format === 'plain_text' ? NULL : $format,
    );
  }

  /**
   * To whom it is announced.
   *
   * @return list<string>
   *   Ids of roles or users, or the channel.
   */
  private function targets(FormStateInterface $form_state): array {
    return match ($form_state->getValue('audience')) {
      'roles' => array_values(array_map(strval(...), array_filter((array) $form_state->getValue('roles')))),
      'users' => array_values(array_map(strval(...), array_column((array) $form_state->getValue('users'), 'target_id'))),
      'channel' => array_values(array_filter([trim((string) $form_state->getValue('channel'))], static fn (string $name): bool => $name !== '')),
      default => [],
    };
  }

  /**
   * How a toast and the inbox will show it.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  private function preview(Notice $notice): array {
    return [
      '#type' => 'inline_template',
      '#template' => '<h3>{{ title }}</h3><div class="nodejs-toast nodejs-toast--{{ severity }} nodejs-toast--still"><div class="nodejs-toast__text"><p class="nodejs-toast__subject">{{ subject }}</p>{% if excerpt %}<p class="nodejs-toast__body">{{ excerpt }}</p>{% endif %}</div></div>{% if body %}<h3>{{ inbox }}</h3>{{ body }}{% endif %}',
      '#context' => [
        'title' => $this->t('On the page'),
        'inbox' => $this->t('In the inbox'),
        'severity' => $notice->severity->value,
        'subject' => $notice->subject,
        'excerpt' => $this->text->excerpt($notice),
        'body' => $this->text->build($notice),
      ],
      '#attached' => ['library' => ['nodejs_notify/toasts.look']],
    ];
  }

  /**
   * The last announcements and those to come.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  private function latest(): array {
    $rows = [];
    foreach ($this->broadcasts->latest() as $broadcast) {
      $rows[] = [
        $broadcast->notice->subject,
        $this->audience($broadcast),
        $this->dates->format($broadcast->sendAt, 'short'),
        match ($broadcast->state) {
          Broadcast::WAITING => [
            'data' => [
              '#type' => 'link',
              '#title' => $this->t('Cancel'),
              '#url' => Url::fromRoute('nodejs_notify.broadcast_cancel', ['broadcast' => $broadcast->id]),
              '#attributes' => ['aria-label' => $this->t('Cancel @subject', ['@subject' => $broadcast->notice->subject])],
            ],
          ],
          Broadcast::SENDING => $this->t('Being sent, @count so far', ['@count' => $broadcast->told]),
          default => $this->t('In @count inboxes', ['@count' => $broadcast->told]),
        },
      ];
    }
    return [
      '#type' => 'table',
      '#weight' => 200,
      '#caption' => $this->t('Announcements'),
      '#header' => [$this->t('Subject'), $this->t('To'), $this->t('When'), $this->t('State')],
      '#rows' => $rows,
      '#empty' => $this->t('None yet.'),
    ];
  }

  /**
   * To whom an announcement goes.
   */
  private function audience(Broadcast $broadcast): string {
    return (string) match ($broadcast->audience) {
      'everyone' => $this->t('Everybody'),
      'roles' => implode(', ', array_map(fn (string $role): string => (string) ($this->roles()[$role] ?? $role), $broadcast->targets)),
      'users' => $this->formatPlural(count($broadcast->targets), 'One user', '@count users'),
      default => $broadcast->targets[0] ?? '',
    };
  }

  /**
   * The roles that somebody can have.
   *
   * @return array<string, string>
   *   Labels by id.
   */
  private function roles(): array {
    $roles = $this->entityTypeManager->getStorage('user_role')->loadMultiple();
    unset($roles[AccountInterface::ANONYMOUS_ROLE]);
    return array_map(static fn ($role): string => (string) $role->label(), $roles);
  }

}
