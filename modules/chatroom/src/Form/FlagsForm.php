<?php

declare(strict_types=1);

namespace Drupal\chatroom\Form;

use Drupal\chatroom\Flags;
use Drupal\chatroom\Lines;
use Drupal\chatroom\Rooms;
use Drupal\Core\Datetime\DateFormatterInterface;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Form\FormBase;
use Drupal\Core\Form\FormStateInterface;

/**
 * The queue of reported lines.
 */
final class FlagsForm extends FormBase {

  use AutowireTrait;

  public function __construct(
    protected Flags $flags,
    protected Rooms $rooms,
    protected Lines $lines,
    protected EntityTypeManagerInterface $entityTypes,
    protected DateFormatterInterface $dates,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'chatroom_flags';
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state): array {
    $rows = $this->flags->waiting();
    $names = array_map(static fn ($user): string => (string) $user->label(), $this->entityTypes->getStorage('user')->loadMultiple(array_unique(array_column($rows, 'uid'))));
    $form['reports'] = [
      '#type' => 'table',
      '#header' => [
        ['data' => $this->t('Room'), 'class' => [RESPONSIVE_PRIORITY_MEDIUM]],
        $this->t('Message'),
        ['data' => $this->t('Author'), 'class' => [RESPONSIVE_PRIORITY_MEDIUM]],
        ['data' => $this->t('Reported by'), 'class' => [RESPONSIVE_PRIORITY_LOW]],
        ['data' => $this->t('Why'), 'class' => [RESPONSIVE_PRIORITY_MEDIUM]],
        ['data' => $this->t('When'), 'class' => [RESPONSIVE_PRIORITY_LOW]],
        $this->t('Operations'),
      ],
      '#empty' => $this->t('Nothing is reported.'),
    ];
    foreach ($rows as $row) {
      $button = fn (string $act, $label): array => [
        '#type' => 'submit',
        '#name' => $act . '-' . $row->mid . '-' . $row->rid . '-' . $row->seq,
        '#value' => $label,
        '#submit' => ['::judge'],
        '#attributes' => ['class' => ['button--small']],
        '#limit_validation_errors' => [],
      ];
      $form['reports'][$row->fid] = [
        ['#plain_text' => $row->title === '' ? $row->room : $row->title],
        ['#plain_text' => mb_substr($row->body, 0, 500)],
        ['#plain_text' => $row->author === '' ? $this->t('Guest') : $row->author],
        ['#plain_text' => $names[$row->uid] ?? ''],
        ['#plain_text' => $row->reason],
        ['#plain_text' => $this->dates->format(intdiv((int) $row->created, 1000), 'short')],
        ['remove' => $button('upheld', $this->t('Delete the message')), 'dismiss' => $button('dismissed', $this->t('Dismiss'))],
      ];
    }
    return $form;
  }

  /**
   * Judges all reports of a line.
   */
  public function judge(array &$form, FormStateInterface $form_state): void {
    [$verdict, $mid, $rid, $seq] = explode('-', (string) ($form_state->getTriggeringElement()['#name'] ?? '---'), 4);
    $by = (int) $this->currentUser()->id();
    $this->flags->judge((int) $mid, $verdict, $by);
    $room = $verdict === 'upheld' ? $this->rooms->loadById((int) $rid) : NULL;
    if ($room !== NULL) {
      $this->lines->remove($room, (int) $seq, $by);
    }
  }

  /**
   * {@inheritdoc}
   */
  public function submitForm(array &$form, FormStateInterface $form_state): void {
    // Each button has its own.
  }

}
