<?php

declare(strict_types=1);

namespace Drupal\chatroom\Form;

use Drupal\chatroom\Room;
use Drupal\chatroom\Rooms;
use Drupal\chatroom\Webhooks;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\Form\FormBase;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\Url;

/**
 * Addresses at which other programs write into a room.
 */
final class WebhooksForm extends FormBase {

  use AutowireTrait;

  public function __construct(
    protected Rooms $rooms,
    protected Webhooks $webhooks,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'chatroom_webhooks';
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state, ?Room $room = NULL): array {
    assert($room !== NULL);
    $form_state->set('room', $room->name);
    $form['hooks'] = [
      '#type' => 'table',
      '#header' => [$this->t('As whom it writes'), $this->t('Operations')],
      '#empty' => $this->t('No program writes into this room.'),
    ];
    foreach ($this->webhooks->of($room) as $hook) {
      $form['hooks'][$hook->hid] = [
        ['#plain_text' => $hook->name],
        ['#type' => 'submit', '#name' => 'end-' . $hook->hid, '#value' => $this->t('End'), '#submit' => ['::end'], '#limit_validation_errors' => []],
      ];
    }
    $form['name'] = [
      '#type' => 'textfield',
      '#title' => $this->t('As whom a new one writes'),
      '#maxlength' => 60,
      '#description' => $this->t('Its address takes what Slack’s incoming webhooks take: {"text": "…"}.'),
    ];
    $form['actions'] = ['#type' => 'actions', 'submit' => ['#type' => 'submit', '#value' => $this->t('Make a webhook'), '#button_type' => 'primary']];
    return $form;
  }

  /**
   * {@inheritdoc}
   */
  public function validateForm(array &$form, FormStateInterface $form_state): void {
    if ($form_state->getTriggeringElement()['#type'] === 'submit' && trim((string) $form_state->getValue('name')) === '' && !str_starts_with((string) ($form_state->getTriggeringElement()['#name'] ?? ''), 'end-')) {
      $form_state->setErrorByName('name', $this->t('It needs a name.'));
    }
  }

  /**
   * Ends a webhook.
   */
  public function end(array &$form, FormStateInterface $form_state): void {
    $room = $this->rooms->load((string) $form_state->get('room'));
    if ($room !== NULL) {
      $this->webhooks->delete($room, (int) substr((string) ($form_state->getTriggeringElement()['#name'] ?? ''), 4));
    }
  }

  /**
   * {@inheritdoc}
   */
  public function submitForm(array &$form, FormStateInterface $form_state): void {
    $room = $this->rooms->load((string) $form_state->get('room'));
    if ($room === NULL) {
      return;
    }
    $secret = $this->webhooks->create($room, trim((string) $form_state->getValue('name')), (int) $this->currentUser()->id());
    $this->messenger()->addStatus($this->t('The address, which is shown this once: @address', [
      '@address' => Url::fromRoute('chatroom.hook', ['secret' => $secret], ['absolute' => TRUE])->toString(),
    ]));
  }

}
