<?php

declare(strict_types=1);

namespace Drupal\chatroom\Form;

use Drupal\chatroom\Room;
use Drupal\chatroom\Rooms;
use Drupal\chatroom\Sanctions;
use Drupal\Core\Datetime\DateFormatterInterface;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Form\FormBase;
use Drupal\Core\Form\FormStateInterface;

/**
 * What moderators imposed in a room; lets go, and imposes.
 */
final class LogForm extends FormBase {

  use AutowireTrait;

  public function __construct(
    protected Rooms $rooms,
    protected Sanctions $sanctions,
    protected EntityTypeManagerInterface $entityTypes,
    protected DateFormatterInterface $dates,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'chatroom_log';
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state, ?Room $room = NULL): array {
    assert($room !== NULL);
    $form_state->set('room', $room->name);
    $form['impose'] = [
      '#type' => 'details',
      '#title' => $this->t('Hold somebody back'),
      'uid' => ['#type' => 'entity_autocomplete', '#title' => $this->t('Account'), '#target_type' => 'user', '#selection_settings' => ['include_anonymous' => FALSE]],
      'kind' => [
        '#type' => 'radios',
        '#title' => $this->t('What holds'),
        '#options' => ['mute' => $this->t('Mute: reads on'), 'ban' => $this->t('Ban: sees nothing')],
        '#default_value' => 'mute',
      ],
      'seconds' => [
        '#type' => 'select',
        '#title' => $this->t('For'),
        '#options' => [
          300 => $this->t('5 minutes'),
          3600 => $this->t('an hour'),
          86400 => $this->t('a day'),
          604800 => $this->t('a week'),
          0 => $this->t('good'),
        ],
      ],
      'reason' => ['#type' => 'textfield', '#title' => $this->t('Reason'), '#description' => $this->t('The account is told.'), '#maxlength' => 255],
      'submit' => ['#type' => 'submit', '#name' => 'impose', '#value' => $this->t('Impose'), '#submit' => ['::impose'], '#validate' => ['::validateImpose']],
    ];
    $rows = $this->sanctions->log($room);
    $names = $this->names($rows);
    $form['log'] = [
      '#type' => 'table',
      '#header' => [
        $this->t('Account'),
        $this->t('What'),
        ['data' => $this->t('Until'), 'class' => [RESPONSIVE_PRIORITY_MEDIUM]],
        ['data' => $this->t('Reason'), 'class' => [RESPONSIVE_PRIORITY_MEDIUM]],
        ['data' => $this->t('By'), 'class' => [RESPONSIVE_PRIORITY_LOW]],
        ['data' => $this->t('Since'), 'class' => [RESPONSIVE_PRIORITY_LOW]],
        ['data' => $this->t('Ended'), 'class' => [RESPONSIVE_PRIORITY_LOW]],
        $this->t('Operations'),
      ],
      '#empty' => $this->t('Nobody was held back in this room.'),
    ];
    foreach ($rows as $row) {
      $form['log'][$row->sid] = [
        ['#plain_text' => $names[$row->uid] ?? $this->t('Account @uid', ['@uid' => $row->uid])],
        ['#plain_text' => $row->kind === 'ban' ? $this->t('Ban') : $this->t('Mute')],
        ['#plain_text' => (int) $row->until === 0 ? $this->t('For good') : $this->moment($row->until)],
        ['#plain_text' => $row->reason],
        ['#plain_text' => $names[$row->imposed_by] ?? ''],
        ['#plain_text' => $this->moment($row->created)],
        ['#plain_text' => (int) $row->lifted === 0 ? '' : $this->moment($row->lifted)],
        Sanctions::holds($row) ? [
          '#type' => 'submit',
          '#name' => 'lift-' . $row->uid . '-' . $row->kind,
          '#value' => $this->t('Let go'),
          '#submit' => ['::lift'],
          '#attributes' => ['class' => ['button--small']],
          '#limit_validation_errors' => [],
        ] : [],
      ];
    }
    return $form;
  }

  /**
   * Wants an account.
   */
  public function validateImpose(array &$form, FormStateInterface $form_state): void {
    if (!$form_state->getValue('uid')) {
      $form_state->setErrorByName('uid', $this->t('Whom?'));
    }
  }

  /**
   * Holds somebody back.
   */
  public function impose(array &$form, FormStateInterface $form_state): void {
    $room = $this->rooms->load((string) $form_state->get('room'));
    if ($room !== NULL) {
      $reason = trim((string) preg_replace('/[\p{Cc}\p{Cs}]+/u', ' ', (string) $form_state->getValue('reason')));
      $this->sanctions->impose($room, (int) $form_state->getValue('uid'), (string) $form_state->getValue('kind'), (int) $form_state->getValue('seconds'), $reason, (int) $this->currentUser()->id());
    }
  }

  /**
   * Lets somebody go.
   */
  public function lift(array &$form, FormStateInterface $form_state): void {
    $room = $this->rooms->load((string) $form_state->get('room'));
    [, $uid, $kind] = explode('-', (string) ($form_state->getTriggeringElement()['#name'] ?? '--'), 3);
    if ($room !== NULL) {
      $this->sanctions->lift($room, (int) $uid, $kind, (int) $this->currentUser()->id());
    }
  }

  /**
   * {@inheritdoc}
   */
  public function submitForm(array &$form, FormStateInterface $form_state): void {
    // Each button has its own.
  }

  /**
   * Names of all who are in the log.
   *
   * @param list<\stdClass> $rows
   *   The log.
   *
   * @return array<int|string, string>
   *   By account.
   */
  private function names(array $rows): array {
    $uids = array_unique(array_merge(array_column($rows, 'uid'), array_column($rows, 'imposed_by')));
    return array_map(static fn ($user): string => (string) $user->label(), $this->entityTypes->getStorage('user')->loadMultiple($uids));
  }

  /**
   * A moment of the tables, in words.
   */
  private function moment(int|string $milliseconds): string {
    return $this->dates->format(intdiv((int) $milliseconds, 1000), 'short');
  }

}
