<?php

declare(strict_types=1);

namespace Drupal\chatroom\Form;

use Drupal\chatroom\Room;
use Drupal\chatroom\Rooms;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\Form\ConfirmFormBase;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\Core\Url;

/**
 * Asks before a room goes with all that was said in it.
 */
final class DeleteForm extends ConfirmFormBase {

  use AutowireTrait;

  /**
   * The room.
   */
  private ?Room $room = NULL;

  public function __construct(
    protected Rooms $rooms,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'chatroom_delete';
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state, ?Room $room = NULL): array {
    $this->room = $room;
    $form_state->set('room', $room?->name);
    return parent::buildForm($form, $form_state);
  }

  /**
   * {@inheritdoc}
   */
  public function getQuestion(): TranslatableMarkup {
    return $this->t('Delete the room %title with all its messages?', ['%title' => (string) $this->room?->title]);
  }

  /**
   * {@inheritdoc}
   */
  public function getCancelUrl(): Url {
    return Url::fromRoute('chatroom.rooms');
  }

  /**
   * {@inheritdoc}
   */
  public function submitForm(array &$form, FormStateInterface $form_state): void {
    $room = $this->rooms->load((string) $form_state->get('room'));
    if ($room !== NULL) {
      $this->rooms->delete($room);
      $this->messenger()->addStatus($this->t('The room %title is deleted.', ['%title' => $room->title]));
    }
    $form_state->setRedirect('chatroom.rooms');
  }

}
