<?php

declare(strict_types=1);

namespace Drupal\chatroom\Form;

use Drupal\chatroom\Role;
use Drupal\chatroom\RoomAccess;
use Drupal\chatroom\Rooms;
use Drupal\chatroom\Writer;
use Drupal\Component\Uuid\UuidInterface;
use Drupal\Component\Uuid\Uuid;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\Form\FormBase;
use Drupal\Core\Form\FormStateInterface;
use Drupal\nodejs\Core\Failure;
use Drupal\nodejs\Core\ServerRefused;

/**
 * Writes a line without script.
 */
final class PostForm extends FormBase {

  use AutowireTrait;

  public function __construct(
    protected Rooms $rooms,
    protected RoomAccess $access,
    protected Writer $writer,
    protected UuidInterface $uuid,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'chatroom_post';
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state, string $room = ''): array {
    $found = $this->rooms->load($room);
    $role = $found === NULL ? NULL : $this->access->role($found, $this->currentUser());
    if ($role === NULL || !$role->isAtLeast(Role::Member) || $this->currentUser()->isAnonymous()) {
      return $form;
    }
    $form_state->set('room', $room);
    // The same form sent twice is one line.
    $form['client_id'] = ['#type' => 'hidden', '#default_value' => $this->uuid->generate()];
    $form['body'] = [
      '#type' => 'textarea',
      '#title' => $this->t('Message'),
      '#required' => TRUE,
      '#rows' => 3,
    ];
    $form['actions'] = ['#type' => 'actions', 'submit' => ['#type' => 'submit', '#value' => $this->t('Send'), '#button_type' => 'primary']];
    return $form;
  }

  /**
   * {@inheritdoc}
   */
  public function validateForm(array &$form, FormStateInterface $form_state): void {
    if ($form_state->getErrors() !== []) {
      return;
    }
    $room = $this->rooms->load((string) $form_state->get('room'));
    $id = (string) $form_state->getValue('client_id');
    if ($room === NULL || !Uuid::isValid($id)) {
      $form_state->setErrorByName('body', $this->t('There is no such room.'));
      return;
    }
    try {
      $this->writer->account($room, $this->currentUser(), (string) $form_state->getValue('body'), $id);
    }
    catch (ServerRefused $refused) {
      $form_state->setErrorByName('body', $refused->getMessage());
    }
    catch (Failure) {
      $form_state->setErrorByName('body', $this->t('The chat can’t be reached; your text is kept here.'));
    }
  }

  /**
   * {@inheritdoc}
   */
  public function submitForm(array &$form, FormStateInterface $form_state): void {
    $form_state->setRedirect('chatroom.room', ['room' => $form_state->get('room')]);
  }

}
