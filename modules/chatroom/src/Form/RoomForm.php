<?php

declare(strict_types=1);

namespace Drupal\chatroom\Form;

use Drupal\chatroom\Grants;
use Drupal\chatroom\Members;
use Drupal\chatroom\Role;
use Drupal\chatroom\Room;
use Drupal\chatroom\Rooms;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Form\FormBase;
use Drupal\Core\Form\FormStateInterface;
use Drupal\user\UserInterface;

/**
 * Makes a room of the site, or settles any room.
 */
final class RoomForm extends FormBase {

  use AutowireTrait;

  public function __construct(
    protected Rooms $rooms,
    protected Grants $grants,
    protected Members $members,
    protected EntityTypeManagerInterface $entityTypes,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'chatroom_room';
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state, ?Room $room = NULL): array {
    $form_state->set('room', $room?->name);
    $isSite = $room === NULL || $room->kind === 'site';
    $form['title'] = [
      '#type' => 'textfield',
      '#title' => $this->t('Title'),
      '#required' => TRUE,
      '#maxlength' => 255,
      '#default_value' => $room?->title,
      '#disabled' => in_array($room?->kind, ['group', 'content', 'direct'], TRUE),
    ];
    $form['name'] = [
      '#type' => 'machine_name',
      '#default_value' => $room?->name,
      '#maxlength' => 64,
      '#machine_name' => [
        'exists' => [$this, 'exists'],
        'source' => ['title'],
        'replace_pattern' => '[^a-z0-9_.-]+',
        'replace' => '-',
      ],
      '#disabled' => $room !== NULL,
    ];
    $form['status'] = [
      '#type' => 'radios',
      '#title' => $this->t('State'),
      '#options' => [
        'open' => $this->t('Open: members write'),
        'readonly' => $this->t('Moderators write'),
        'archived' => $this->t('Archived: nobody writes, and it can be opened again'),
      ],
      '#default_value' => $room->status ?? 'open',
    ];
    $form['slow'] = [
      '#type' => 'number',
      '#title' => $this->t('Seconds between two messages of a member'),
      '#description' => $this->t('0 for none. Moderators aren’t held back.'),
      '#min' => 0,
      '#max' => 3600,
      '#default_value' => $room->slow ?? 0,
    ];
    $form['retention'] = [
      '#type' => 'number',
      '#title' => $this->t('Days that messages are kept'),
      '#description' => $this->t('0: as the site settles.'),
      '#min' => 0,
      '#max' => 36500,
      '#default_value' => $room->retention ?? 0,
    ];
    if ($isSite) {
      $this->membership($form, $room);
    }
    $form['actions'] = ['#type' => 'actions', 'submit' => ['#type' => 'submit', '#value' => $this->t('Save'), '#button_type' => 'primary']];
    return $form;
  }

  /**
   * Whether there is a room of this name, which it needs no more than one of.
   */
  public function exists(string $name): bool {
    return $this->rooms->load($name) !== NULL;
  }

  /**
   * {@inheritdoc}
   */
  public function submitForm(array &$form, FormStateInterface $form_state): void {
    $name = $form_state->get('room');
    $room = is_string($name)
      ? $this->rooms->load($name)
      : $this->rooms->create((string) $form_state->getValue('name'), (string) $form_state->getValue('title'));
    if ($room === NULL) {
      return;
    }
    $room = $this->rooms->settle($room, [
      'title' => trim((string) $form_state->getValue('title')),
      'status' => (string) $form_state->getValue('status'),
      'slow' => (int) $form_state->getValue('slow'),
      'retention' => (int) $form_state->getValue('retention'),
    ]);
    if ($room->kind === 'site') {
      $roles = [];
      foreach ($form_state->getValue('roles') as $id => $role) {
        $roles[(string) $id] = Role::tryFrom((string) $role);
      }
      $this->grants->replace($room, array_filter($roles));
      $members = [];
      foreach (['member', 'moderator', 'owner'] as $role) {
        foreach ((array) $form_state->getValue($role) as $item) {
          $members[(int) $item['target_id']] = Role::from($role);
        }
      }
      $this->members->replace($room, $members);
    }
    $this->messenger()->addStatus($this->t('The room %title is settled.', ['%title' => $room->title]));
    $form_state->setRedirect('chatroom.rooms');
  }

  /**
   * {@inheritdoc}
   */
  public function validateForm(array &$form, FormStateInterface $form_state): void {
    if (preg_match('/^' . Room::NAME . '$/D', (string) $form_state->getValue('name')) !== 1) {
      $form_state->setErrorByName('name', $this->t('A room’s name begins with a small letter or a digit; small letters, digits, and . _ - follow.'));
    }
  }

  /**
   * Adds who belongs to the room.
   *
   * @param array<string, mixed> $form
   *   The form.
   * @param \Drupal\chatroom\Room|null $room
   *   The room.
   */
  private function membership(array &$form, ?Room $room): void {
    $granted = $room === NULL ? ['authenticated' => Role::Member] : $this->grants->all($room);
    $form['roles'] = ['#type' => 'fieldset', '#title' => $this->t('Roles of the site'), '#tree' => TRUE];
    foreach ($this->entityTypes->getStorage('user_role')->loadMultiple() as $id => $role) {
      $form['roles'][$id] = [
        '#type' => 'select',
        '#title' => $role->label(),
        '#options' => $this->labels() + ($id === 'anonymous' ? [] : ['moderator' => $this->t('Moderators'), 'owner' => $this->t('Owners')]),
        '#empty_option' => $this->t('don’t see the room'),
        '#default_value' => ($granted[$id] ?? NULL)?->value ?? '',
      ];
    }
    $members = $room === NULL ? [] : $this->members->all($room);
    foreach (['member' => $this->t('Members by name'), 'moderator' => $this->t('Moderators by name'), 'owner' => $this->t('Owners by name')] as $role => $title) {
      $uids = array_keys(array_filter($members, static fn (Role $one): bool => $one->value === $role));
      $form[$role] = [
        '#type' => 'entity_autocomplete',
        '#title' => $title,
        '#target_type' => 'user',
        '#selection_settings' => ['include_anonymous' => FALSE],
        '#tags' => TRUE,
        '#maxlength' => NULL,
        '#default_value' => array_filter($this->entityTypes->getStorage('user')->loadMultiple($uids), static fn ($user): bool => $user instanceof UserInterface),
      ];
    }
  }

  /**
   * What roles of the site may be in a room.
   *
   * @return array<string, \Drupal\Core\StringTranslation\TranslatableMarkup>
   *   Labels.
   */
  private function labels(): array {
    return ['reader' => $this->t('Readers'), 'member' => $this->t('Members')];
  }

}
