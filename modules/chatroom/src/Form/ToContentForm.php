<?php

declare(strict_types=1);

namespace Drupal\chatroom\Form;

use Drupal\chatroom\Lines;
use Drupal\chatroom\Room;
use Drupal\chatroom\RoomAccess;
use Drupal\chatroom\Rooms;
use Drupal\Component\Utility\Html;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\Entity\EntityFieldManagerInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Form\FormBase;
use Drupal\Core\Form\FormStateInterface;
use Drupal\filter\Entity\FilterFormat;
use Drupal\node\NodeInterface;

/**
 * Makes a node of lines of a room.
 */
final class ToContentForm extends FormBase {

  use AutowireTrait;

  public function __construct(
    protected Lines $lines,
    protected Rooms $rooms,
    protected RoomAccess $access,
    protected EntityTypeManagerInterface $entityTypes,
    protected EntityFieldManagerInterface $fields,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'chatroom_to_content';
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state, ?Room $room = NULL): array {
    assert($room !== NULL);
    $form_state->set('room', $room->name);
    $types = $this->types();
    if ($types === []) {
      return ['nothing' => ['#plain_text' => $this->t('There is no type of content with a body that you may create.')]];
    }
    $asked = fn (string $name): ?int => $this->getRequest()->query->filter($name, NULL, FILTER_VALIDATE_INT, FILTER_NULL_ON_FAILURE);
    $from = max(1, $asked('from') ?? $room->headSeq - 20);
    $form['title'] = ['#type' => 'textfield', '#title' => $this->t('Title'), '#required' => TRUE, '#maxlength' => 255, '#default_value' => $room->title];
    $form['type'] = ['#type' => 'select', '#title' => $this->t('Type of content'), '#options' => $types, '#required' => TRUE];
    $form['from'] = ['#type' => 'number', '#title' => $this->t('From message'), '#min' => 1, '#default_value' => $from, '#required' => TRUE];
    $form['to'] = ['#type' => 'number', '#title' => $this->t('To message'), '#min' => 1, '#default_value' => max($from, $asked('to') ?? $room->headSeq), '#required' => TRUE];
    $form['actions'] = ['#type' => 'actions', 'submit' => ['#type' => 'submit', '#value' => $this->t('Make a draft'), '#button_type' => 'primary']];
    return $form;
  }

  /**
   * {@inheritdoc}
   */
  public function validateForm(array &$form, FormStateInterface $form_state): void {
    if ((int) $form_state->getValue('to') < (int) $form_state->getValue('from')) {
      $form_state->setErrorByName('to', $this->t('The last message comes after the first.'));
    }
  }

  /**
   * {@inheritdoc}
   */
  public function submitForm(array &$form, FormStateInterface $form_state): void {
    $room = $this->rooms->load((string) $form_state->get('room'));
    $type = (string) $form_state->getValue('type');
    if ($room === NULL || $this->access->role($room, $this->currentUser()) === NULL || !isset($this->types()[$type])) {
      return;
    }
    $body = '';
    foreach ($this->lines->between($room, (int) $form_state->getValue('from'), (int) $form_state->getValue('to')) as $line) {
      if ((int) $line->deleted === 0) {
        $body .= '<p><strong>' . Html::escape($line->name === '' ? (string) $this->t('Guest') : $line->name) . '</strong></p>' . $line->html . "\n";
      }
    }
    $node = $this->entityTypes->getStorage('node')->create([
      'type' => $type,
      'title' => (string) $form_state->getValue('title'),
      'uid' => $this->currentUser()->id(),
      'status' => NodeInterface::NOT_PUBLISHED,
      // Its author's own format, which filters it once more.
      'body' => ['value' => $body, 'format' => $this->format()],
    ]);
    $node->save();
    $this->messenger()->addStatus($this->t('The draft is made; publish it when it is ready.'));
    $form_state->setRedirect('entity.node.edit_form', ['node' => $node->id()]);
  }

  /**
   * A format of text that the user may use: the one for articles if there is, else the first.
   */
  private function format(): ?string {
    $formats = array_filter(
      $this->entityTypes->getStorage('filter_format')->loadByProperties(['status' => TRUE]),
      fn ($format): bool => $format->access('use', $this->currentUser()),
    );
    uasort($formats, [FilterFormat::class, 'sort']);
    return isset($formats['basic_html']) ? 'basic_html' : (array_key_first($formats) === NULL ? NULL : (string) array_key_first($formats));
  }

  /**
   * Types of content with a body that the user may create.
   *
   * @return array<string, string>
   *   Labels by id.
   */
  private function types(): array {
    $types = [];
    foreach ($this->entityTypes->getStorage('node_type')->loadMultiple() as $id => $type) {
      if (isset($this->fields->getFieldDefinitions('node', (string) $id)['body']) && $this->entityTypes->getAccessControlHandler('node')->createAccess((string) $id)) {
        $types[(string) $id] = (string) $type->label();
      }
    }
    return $types;
  }

}
