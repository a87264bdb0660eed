<?php

declare(strict_types=1);

namespace Drupal\nodejs\Command;

use Drupal\nodejs\Console;
use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Command\Command;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

/**
 * Close all connections of a user.
 *
 * For core's own command line, "dr", of Drupal 11.4 and later.
 */
#[AsCommand(name: 'nodejs:kick', description: 'Close all connections of a user.')]
final class KickCommand extends Command {

  public function __construct(
    private readonly Console $console,
  ) {
    parent::__construct();
  }

  /**
   * {@inheritdoc}
   */
  protected function configure(): void {
    $this->addArgument('uid', InputArgument::REQUIRED, 'The user.');
  }

  /**
   * {@inheritdoc}
   */
  protected function execute(InputInterface $input, OutputInterface $output): int {
    return $this->console->kick((string) $input->getArgument('uid')) ? Command::SUCCESS : Command::FAILURE;
  }

}
